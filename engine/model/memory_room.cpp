#include "engine/model/memory_room.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "engine/backend/backend.hpp"
#include "engine/core/error.hpp"

namespace assay {

namespace {

double gigabytes(std::uint64_t bytes) { return static_cast<double>(bytes) / 1e9; }

/// Places of the cache beside the weights.
std::uint64_t tokens_beside(const MemoryNeed& need, WeightType type, std::uint64_t free) {
  const std::uint64_t weights = weight_bytes(need, type);
  return weights >= free ? 0 : cache_share(free - weights) / need.bytes_per_token;
}

}  // namespace

MemoryNeed room_of(const Checkpoint& checkpoint, const ModelConfig& config) {
  MemoryNeed need;
  need.parameters = static_cast<std::uint64_t>(checkpoint.parameters());
  need.bytes_each = checkpoint.bytes() > 3 * need.parameters ? 4 : 2;
  if (config.expert_layout == ExpertLayout::gpt_oss) {
    need.parameters *= 2;  // nearly all are stored two in a byte
  }
  need.bytes_per_token = static_cast<std::uint64_t>(config.cache_width()) *
                         static_cast<std::uint64_t>(config.num_hidden_layers) * sizeof(float);
  return need;
}

std::uint64_t weight_bytes(const MemoryNeed& need, WeightType type) noexcept {
  switch (type) {
    case WeightType::stored:
      return need.parameters * need.bytes_each;
    case WeightType::bf16:
      return need.parameters * 2;
    case WeightType::f32:
      return need.parameters * 4;
    case WeightType::q8:
      return need.parameters / 32 * 34;
    case WeightType::q4:
      return need.parameters / 32 * 18;
  }
  return 0;
}

std::uint64_t cache_share(std::uint64_t free) noexcept { return free / 10 * 8; }

void check_room(const MemoryNeed& need, WeightType type, std::uint64_t free) {
  if (tokens_beside(need, type, free) >= page_size) {
    return;
  }
  std::string remedy;
  for (const auto& [name, other] :
       {std::pair{"bf16", WeightType::bf16}, {"q8", WeightType::q8}, {"q4", WeightType::q4}}) {
    if (const std::uint64_t tokens = tokens_beside(need, other, free); tokens >= page_size) {
      remedy +=
          fmt::format("--weights {} takes {:.1f} GB and leaves room for a cache of {} tokens, ",
                      name, gigabytes(weight_bytes(need, other)), tokens);
    }
  }
  throw InfrastructureError(fmt::format(
      "the weights take {:.1f} GB, a token of the cache {:.3f} MB, and {:.1f} GB of the "
      "device's memory are free: {}--device cpu uses the machine's",
      gigabytes(weight_bytes(need, type)), static_cast<double>(need.bytes_per_token) / 1e6,
      gigabytes(free), remedy));
}

}  // namespace assay
