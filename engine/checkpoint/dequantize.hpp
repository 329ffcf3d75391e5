// Quantised matrices of a checkpoint as fp32: DeepSeek's FP8 blocks and gpt-oss's MXFP4.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/checkpoint/safetensors.hpp"

namespace assay {

/// One element of F8_E4M3: four bits of exponent (bias 7), three of fraction, no infinities, NaN at
/// 0x7f and 0xff. Source: Micikevicius et al. 2022, arXiv 2209.05433.
[[nodiscard]] float from_f8_e4m3(std::uint8_t bits) noexcept;

constexpr std::int64_t fp8_block = 128;
constexpr std::int64_t mxfp4_block = 32;

/// The factors of an FP8 matrix, one for each block of 128 x 128; none for other types.
/// Source: DeepSeek-V3 inference/kernel.py, weight_dequant (w * scale_inv, in spite of the name).
class BlockScales {
 public:
  BlockScales() = default;
  /// factors [ceil(rows / 128), ceil(columns / 128)], row-major.
  BlockScales(std::vector<float> factors, std::int64_t columns);

  /// Multiplies `values`, whole rows from `first_row` on.
  void apply(std::vector<float>& values, std::int64_t first_row, std::int64_t columns) const;

 private:
  std::vector<float> factors_;
  std::int64_t blocks_across_ = 0;
};

/// `name`_scale_inv where `tensor` is FP8. Throws DataError if it is missing or misshapen.
[[nodiscard]] BlockScales block_scales(const Checkpoint& checkpoint, const std::string& name,
                                       const StoredTensor& tensor);

/// `blocks`: two e2m1 values a byte, the lower half first; `scales`: one E8M0 (2^(s - 127)) for 32
/// values. Source: OCP Microscaling Formats (MX) 1.0, sections 5.2 and 5.3.3.
[[nodiscard]] std::vector<float> mxfp4_to_f32(std::string_view blocks, std::string_view scales);

}  // namespace assay
