// The checkpoint's tensors in a backend's memory, laid out as the decoder multiplies them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/backend/backend.hpp"
#include "engine/checkpoint/config.hpp"
#include "engine/checkpoint/safetensors.hpp"

namespace assay {

/// `stored`: bf16 and f32 stay, f16 becomes f32 (exact), quantised matrices become bf16. `bf16`
/// rounds to nearest even; `f32` widens. `q8` and `q4` hold in blocks (weight_blocks.hpp) every
/// matrix that is multiplied by and whose rows are whole blocks; others, and the embedding where
/// lm_head is another matrix, are as `stored`. Norms, biases and routers are f32 always.
enum class WeightType { stored, bf16, f32, q8, q4 };

struct MlpWeights {
  Tensor gate_up;       ///< [2 * inner, d]: gate rows, then up rows; or [E * 2 * inner, d]
  Tensor down;          ///< [d, inner], or [E * d, inner]
  Tensor gate_up_bias;  ///< [E, 2 * inner] or empty
  Tensor down_bias;     ///< [E, d] or empty
};

struct MlaWeights {
  /// Products of the hidden state, in one matrix: the query's rows (q_lora_rank, or
  /// H * (nope + rope) where there is no q_lora), then kv_lora_rank latent and rope rows.
  Tensor qkv_a;
  Tensor q_norm;   ///< [1, q_lora_rank] or empty
  Tensor q_b;      ///< [H * (nope + rope), q_lora_rank] or empty
  Tensor kv_norm;  ///< [1, kv_lora_rank]
  Tensor w_uk;     ///< [H * kv_lora_rank, nope]: W_UK of each head, transposed
  Tensor w_uv;     ///< [H * v, kv_lora_rank]
};

struct GqaWeights {
  Tensor qkv;       ///< [(H + 2 * kv_heads) * head_dim, d]: queries, keys, values
  Tensor qkv_bias;  ///< [1, (H + 2 * kv_heads) * head_dim] or empty
  Tensor q_norm;    ///< [1, head_dim], [1, H * head_dim], or empty
  Tensor k_norm;    ///< [1, head_dim], [1, kv_heads * head_dim], or empty
  Tensor sinks;     ///< [1, H] or empty
};

struct LayerWeights {
  LayerConfig config;
  Tensor input_norm;   ///< [1, d]
  MlaWeights mla;      ///< of that attention kind
  GqaWeights gqa;      ///< of the other
  Tensor o_proj;       ///< [d, H * v]
  Tensor o_bias;       ///< [1, d] or empty
  Tensor post_norm;    ///< [1, d]
  MlpWeights mlp;      ///< of a dense layer, or the shared expert; or empty
  Tensor router;       ///< [E, d]
  Tensor router_bias;  ///< [1, E], added to the logits, or empty
  Tensor choice_bias;  ///< [1, E], e_score_correction_bias, or empty
  MlpWeights experts;
};

struct DecoderWeights {
  Tensor embed;    ///< [V, d]
  Tensor norm;     ///< [1, d]
  Tensor lm_head;  ///< [V, d]
  std::vector<LayerWeights> layers;
  std::string type;  ///< "bf16", "f32", "q8", "q4", or "mixed": of the matrices
};

/// Called now and then while weights are read.
using LoadProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// Throws DataError for a tensor that is missing or has another shape than the config implies.
[[nodiscard]] DecoderWeights load_weights(const Checkpoint& checkpoint, const ModelConfig& config,
                                          WeightType type, Backend& backend,
                                          const LoadProgress& progress = {});

}  // namespace assay
