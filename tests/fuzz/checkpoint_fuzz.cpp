// libFuzzer on what describes a checkpoint: a configuration or one DataError for any text, tensors
// that lie within the file or one DataError for any bytes of a safetensors file.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/checkpoint/config.hpp"
#include "engine/checkpoint/safetensors_header.hpp"
#include "engine/core/error.hpp"

namespace {

void read_config_text(std::string_view text) {
  try {
    const assay::ModelConfig config = assay::parse_config(text, "fuzz");
    if (config.layers.size() != static_cast<std::size_t>(config.num_hidden_layers) ||
        config.cache_width() <= 0 || config.rope_dim() % 2 != 0 || config.eos_token_ids.empty()) {
      std::abort();
    }
  } catch (const assay::DataError&) {
    return;
  }
}

void read_tensors(std::string_view bytes) {
  try {
    for (const assay::NamedTensor& named : assay::parse_safetensors(bytes, "fuzz")) {
      const std::string_view part = named.tensor.bytes;
      if (part.data() < bytes.data() || part.data() + part.size() > bytes.data() + bytes.size()) {
        std::abort();
      }
    }
  } catch (const assay::DataError&) {
    return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.starts_with("{")) {
    read_config_text(bytes);
  } else {
    read_tensors(bytes);
  }
  return 0;
}
