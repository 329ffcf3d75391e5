// Tensors in the host's memory, for backends that compute there.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "engine/backend/backend.hpp"

namespace assay {

/// bf16 is the upper half of an fp32.
[[nodiscard]] float widen_bf16(std::uint16_t bits) noexcept;

/// Rounds to nearest, ties to even. NaN stays NaN.
[[nodiscard]] std::uint16_t round_to_bf16(float value) noexcept;

/// Rows start at multiples of 16 elements and 64 bytes (those of blocked types, behind one
/// another), and what lies behind the last column stays zero: kernels may read whole vectors of a
/// weight.
class HostBackend : public Backend {
 public:
  [[nodiscard]] Tensor allocate(ElementType type, std::int64_t rows, std::int64_t columns) override;
  void upload(std::string_view packed, const Tensor& to) override;
  void download(const Tensor& from, std::span<float> packed) override;
  void copy_rows(const Tensor& tensor, std::int64_t from, std::int64_t to,
                 std::int64_t count) override;

 private:
  struct Free {
    void operator()(void* memory) const noexcept;
  };
  std::vector<std::unique_ptr<void, Free>> memory_;
};

}  // namespace assay
