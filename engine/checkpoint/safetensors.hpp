// Tensors of a checkpoint directory by name: model.safetensors, or the shards that
// model.safetensors.index.json lists. Memory-mapped; every offset is checked when the file is
// opened.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/file.hpp"

namespace assay {

/// u8: bytes whose meaning another tensor or the config knows (MXFP4).
enum class DType { f32, f16, bf16, f8_e4m3, u8 };

[[nodiscard]] std::string_view to_string(DType type) noexcept;
[[nodiscard]] std::size_t size_of(DType type) noexcept;

/// A view into the map of the file that holds the tensor; row-major, little endian.
struct StoredTensor {
  DType dtype = DType::f32;
  std::vector<std::int64_t> shape;
  std::string_view bytes;

  [[nodiscard]] std::int64_t elements() const noexcept;

  /// Some of its elements, as a vector. They must be there.
  [[nodiscard]] StoredTensor elements_range(std::int64_t begin, std::int64_t count) const;
};

/// The values as fp32, exact. F8_E4M3 without its block scales; not for u8.
[[nodiscard]] std::vector<float> to_f32(const StoredTensor& tensor);

class Checkpoint {
 public:
  /// Throws DataError that names file, tensor and remedy: no weights, a header that lies or is not
  /// JSON, a truncated file, overlapping tensors, an unsupported type, a missing shard.
  [[nodiscard]] static Checkpoint open(const std::filesystem::path& directory);

  [[nodiscard]] bool contains(const std::string& name) const;

  /// Throws DataError if the tensor is missing or its shape is not `shape`.
  [[nodiscard]] const StoredTensor& tensor(const std::string& name,
                                           const std::vector<std::int64_t>& shape) const;

  /// Tells the kernel that the tensor is not needed for now: its pages stop counting as our memory.
  void release(const StoredTensor& tensor) const noexcept;

  /// Throws DataError that names the first tensor which holds a NaN or an infinity. Reads all.
  void check_finite() const;

  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] std::int64_t parameters() const;
  [[nodiscard]] std::uint64_t bytes() const;  ///< of all tensors

  /// SHA-256 over config.json, tokenizer.json, tokenizer_config.json and the weight files, by name
  /// and content: the identity of the model.
  [[nodiscard]] std::string hash() const;

 private:
  std::filesystem::path directory_;
  std::vector<std::filesystem::path> files_;
  std::vector<MappedFile> maps_;
  std::map<std::string, StoredTensor> tensors_;
};

}  // namespace assay
