// Does a model fit into a device's memory? Asked before anything is read into it.
#pragma once

#include <cstdint>

#include "engine/checkpoint/config.hpp"
#include "engine/checkpoint/safetensors.hpp"
#include "engine/model/weights.hpp"

namespace assay {

/// What a model needs.
struct MemoryNeed {
  std::uint64_t parameters = 0;
  std::uint64_t bytes_each = 2;       ///< of a parameter as `auto` holds it
  std::uint64_t bytes_per_token = 0;  ///< of the cache
};

[[nodiscard]] MemoryNeed room_of(const Checkpoint& checkpoint, const ModelConfig& config);

/// Of the weights, to a few percent.
[[nodiscard]] std::uint64_t weight_bytes(const MemoryNeed& need, WeightType type) noexcept;

/// What of a device's free memory the cache may take: the rest is for activations.
[[nodiscard]] std::uint64_t cache_share(std::uint64_t free) noexcept;

/// Throws InfrastructureError if the weights and a page of cache do not fit into `free` bytes; it
/// says which weights would, and how many tokens the cache then had room for.
void check_room(const MemoryNeed& need, WeightType type, std::uint64_t free);

}  // namespace assay
