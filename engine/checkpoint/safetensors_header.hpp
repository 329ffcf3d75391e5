// The header of one safetensors file: eight bytes of length, JSON, data. Nothing in it is believed
// before it is checked. Format: github.com/huggingface/safetensors, README, "Format".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/checkpoint/safetensors.hpp"

namespace assay {

struct NamedTensor {
  std::string name;
  StoredTensor tensor;  ///< views into the bytes given to parse_safetensors
};

/// All tensors of a file whose content is `bytes`. Throws DataError that names `source`, tensor,
/// reason and remedy: truncated, a header that is not one, a type that is not supported, offsets
/// that leave the file, overlap, leave holes or do not fit shape and type.
[[nodiscard]] std::vector<NamedTensor> parse_safetensors(std::string_view bytes,
                                                         const std::string& source);

}  // namespace assay
