// The shapes of real models, at which operators are timed and tested.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace assay::bench {

/// Sources: DeepSeek-V3 inference/configs/config_671B.json and config_16B.json (V2-Lite);
/// engine/checkpoint/assay-tiny/config.json.
struct ModelShape {
  std::string_view name;
  std::int64_t hidden_size = 0;
  std::int64_t vocab_size = 0;
  std::int64_t num_attention_heads = 0;
  std::int64_t v_head_dim = 0;
  std::int64_t intermediate_size = 0;
  std::int64_t moe_intermediate_size = 0;
};

inline constexpr auto model_shapes = std::to_array<ModelShape>({
    {"assay-tiny", 160, 512, 4, 32, 416, 96},
    {"V2-Lite", 2048, 102400, 16, 128, 10944, 1408},
    {"R1", 7168, 129280, 128, 128, 18432, 2048},
});

/// Rows of a step: one sequence, a small and a full batch, a piece of a prompt.
inline constexpr std::array<std::int64_t, 4> batch_sizes{1, 16, 64, 256};

}  // namespace assay::bench
