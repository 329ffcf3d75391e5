// The forward pass, written once over the backend.
#pragma once

#include <functional>
#include <span>
#include <utility>

#include "engine/backend/backend.hpp"
#include "engine/checkpoint/config.hpp"
#include "engine/model/weights.hpp"

namespace assay {

/// Called behind each layer with the residual stream as it was before the layer's feed-forward, and
/// what that adds; both [B, d] may be changed.
using LayerObserver = std::function<void(int layer, const Tensor& x, const Tensor& delta)>;

/// A pre-norm decoder described by data: multi-head latent or grouped-query attention, then a dense
/// feed-forward or routed experts, layer by layer. Latent attention runs in its absorbed form, for
/// prompt and completion alike, so that a token's cache entry never depends on how it was fed.
class Decoder {
 public:
  /// Keeps references. `max_rows` bounds the rows of one step, `max_logits` those with logits.
  Decoder(Backend& backend, const ModelConfig& config, const DecoderWeights& weights, int max_rows,
          int max_logits);

  /// Runs one step: files each row in `cache` (a tensor a layer) at its position and attends to its
  /// sequence up to there. Gives the logits [count, V] of the first `count` rows, valid until the
  /// next call. Rows of one sequence must hold consecutive positions.
  [[nodiscard]] Tensor forward(const BatchRows& rows, std::span<const Tensor> cache, int count);

  /// For `assay verify`. An empty observer sees nothing.
  void observe(LayerObserver observer) { observer_ = std::move(observer); }

 private:
  void mla(const LayerWeights& layer, const BatchRows& rows, const Tensor& cache);
  void gqa(const LayerWeights& layer, const BatchRows& rows, const Tensor& cache);
  void project_out(const LayerWeights& layer, const Tensor& values);
  void feed_forward(const LayerWeights& layer);
  void mlp(const MlpWeights& weights, const Tensor& out);

  /// Activations of a step of B rows; the members below, cut to its size.
  struct Activations {
    Tensor x;         ///< [B, d] the residual stream
    Tensor normed;    ///< [B, d]
    Tensor delta;     ///< [B, d] a sublayer's output, added by the next norm
    Tensor qkv;       ///< [B, query part + kv_lora + rope], or [B, (H + 2 * kv_heads) * head_dim]
    Tensor q_normed;  ///< [B, q_lora_rank]
    Tensor q;         ///< [B, H * (nope + rope)]
    Tensor latent;    ///< [B, kv_lora]
    Tensor query;     ///< [B, H * (kv_lora + rope)]
    Tensor attended;  ///< [B, H * kv_lora]
    Tensor values;    ///< [B, H * v]
    Tensor gate_up;   ///< [B, 2 * widest]
    Tensor hidden;    ///< [B, widest]
    Tensor router;    ///< [B, E]
    Tensor experts;   ///< [B, k] i32
    Tensor weights;   ///< [B, k]
    Tensor shared;    ///< [B, d]

    [[nodiscard]] Activations first_rows(std::int64_t count) const;
  };

  void allocate_attention(int max_rows);
  void allocate_feed_forward(int max_rows);

  Backend& backend_;
  const ModelConfig& config_;
  const DecoderWeights& weights_;
  Tensor rope_table_;
  Activations all_;
  Activations now_;
  Tensor logits_;
  LayerObserver observer_;
};

}  // namespace assay
