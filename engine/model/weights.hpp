// The checkpoint's tensors in a backend's memory, laid out as the decoder multiplies them.
#pragma once

#include <string>
#include <vector>

#include "engine/backend/backend.hpp"
#include "engine/checkpoint/config.hpp"
#include "engine/checkpoint/safetensors.hpp"
#include "engine/model/layer_plan.hpp"

namespace assay {

/// `stored`: bf16 and f32 stay, f16 becomes f32 (exact). `bf16` rounds to nearest even; `f32`
/// widens. Norms, router and its bias are f32 always.
enum class WeightType { stored, bf16, f32 };

struct MlpWeights {
  Tensor gate_up;  ///< [2 * inner, d]: gate rows, then up rows
  Tensor down;     ///< [d, inner]
};

struct LayerWeights {
  LayerPlan plan;
  Tensor input_norm;  ///< [1, d]
  /// Products of the hidden state, in one matrix: the query's rows (q_lora_rank, or
  /// H * (nope + rope) where there is no q_lora), then kv_lora_rank latent and rope rows.
  Tensor qkv_a;
  Tensor q_norm;       ///< [1, q_lora_rank] or empty
  Tensor q_b;          ///< [H * (nope + rope), q_lora_rank] or empty
  Tensor kv_norm;      ///< [1, kv_lora_rank]
  Tensor w_uk;         ///< [H * kv_lora_rank, nope]: W_UK of each head, transposed
  Tensor w_uv;         ///< [H * v, kv_lora_rank]
  Tensor o_proj;       ///< [d, H * v]
  Tensor post_norm;    ///< [1, d]
  MlpWeights mlp;      ///< of a dense layer, or the shared expert
  Tensor router;       ///< [E, d]
  Tensor router_bias;  ///< [1, E]
  MlpWeights experts;  ///< [E * 2 * inner, d] and [E * d, inner]
};

struct DecoderWeights {
  Tensor embed;    ///< [V, d]
  Tensor norm;     ///< [1, d]
  Tensor lm_head;  ///< [V, d]
  std::vector<LayerWeights> layers;
  std::string type;  ///< "bf16", "f32", or "mixed": of the matrices
};

/// Throws DataError for a tensor that is missing or has another shape than the config implies.
[[nodiscard]] DecoderWeights load_weights(const Checkpoint& checkpoint, const ModelConfig& config,
                                          WeightType type, Backend& backend);

}  // namespace assay
