#include "engine/model/decoder.hpp"

#include <algorithm>
#include <cmath>

#include "engine/model/rope.hpp"

namespace assay {

Decoder::Decoder(Backend& backend, const ModelConfig& config, const DecoderWeights& weights,
                 int max_rows, int max_logits)
    : backend_(backend), config_(config), weights_(weights) {
  const auto rows_of = [&](std::int64_t columns, ElementType type = ElementType::f32) {
    return columns == 0 ? Tensor{} : backend.allocate(type, max_rows, columns);
  };
  const std::int64_t heads = config.num_attention_heads;
  const std::int64_t lora = config.kv_lora_rank;
  const std::int64_t rope = config.qk_rope_head_dim;
  const std::int64_t queries = heads * config.qk_head_dim();
  const std::int64_t widest =
      std::max(config.intermediate_size, config.moe_intermediate_size * config.n_shared_experts);
  rope_table_ = rope_table(backend, config.max_position_embeddings, static_cast<int>(rope),
                           config.rope_theta);
  all_.x = rows_of(config.hidden_size);
  all_.normed = rows_of(config.hidden_size);
  all_.delta = rows_of(config.hidden_size);
  all_.qkv_a = rows_of((config.q_lora_rank > 0 ? config.q_lora_rank : queries) + lora + rope);
  all_.q_normed = rows_of(config.q_lora_rank);
  all_.q = rows_of(config.q_lora_rank > 0 ? queries : 0);
  all_.latent = rows_of(lora);
  all_.query = rows_of(heads * (lora + rope));
  all_.attended = rows_of(heads * lora);
  all_.values = rows_of(heads * config.v_head_dim);
  all_.gate_up = rows_of(2 * widest);
  all_.hidden = rows_of(widest);
  all_.router = rows_of(config.n_routed_experts);
  all_.experts = rows_of(config.num_experts_per_tok, ElementType::i32);
  all_.weights = rows_of(config.num_experts_per_tok);
  all_.shared = rows_of(config.hidden_size);
  logits_ = backend.allocate(ElementType::f32, max_logits, config.vocab_size);
}

Decoder::Activations Decoder::Activations::first_rows(std::int64_t count) const {
  Activations cut = *this;
  for (Tensor* tensor : {&cut.x, &cut.normed, &cut.delta, &cut.qkv_a, &cut.q_normed, &cut.q,
                         &cut.latent, &cut.query, &cut.attended, &cut.values, &cut.gate_up,
                         &cut.hidden, &cut.router, &cut.experts, &cut.weights, &cut.shared}) {
    tensor->rows = count;
  }
  return cut;
}

Tensor Decoder::forward(const BatchRows& rows, std::span<const Tensor> cache, int count) {
  const double eps = config_.rms_norm_eps;
  now_ = all_.first_rows(rows.size());
  backend_.embed(weights_.embed, rows.ids, now_.x);
  for (std::size_t i = 0; i < weights_.layers.size(); ++i) {
    const LayerWeights& layer = weights_.layers[i];
    if (i == 0) {
      backend_.rmsnorm(now_.x, layer.input_norm, eps, now_.normed);
    } else {
      backend_.add_rmsnorm(now_.x, now_.delta, layer.input_norm, eps, now_.normed);
    }
    attention(layer, rows, cache[i]);
    backend_.add_rmsnorm(now_.x, now_.delta, layer.post_norm, eps, now_.normed);
    feed_forward(layer);
  }
  const Activations last = now_.first_rows(count);
  const Tensor logits = logits_.first_rows(count);
  if (count > 0) {
    backend_.add_rmsnorm(last.x, last.delta, weights_.norm, eps, last.normed);
    backend_.linear(last.normed, weights_.lm_head, logits);
  }
  return logits;
}

/// normed -> delta.
void Decoder::attention(const LayerWeights& layer, const BatchRows& rows, const Tensor& cache) {
  const int heads = config_.num_attention_heads;
  const std::int64_t lora = config_.kv_lora_rank;
  const std::int64_t rope = config_.qk_rope_head_dim;
  const double eps = config_.rms_norm_eps;
  backend_.linear(now_.normed, layer.qkv_a, now_.qkv_a);
  const std::int64_t query_part = now_.qkv_a.columns - lora - rope;
  Tensor q = now_.qkv_a.column_range(0, query_part);
  if (layer.plan.q_lora) {
    backend_.rmsnorm(q, layer.q_norm, eps, now_.q_normed);
    backend_.linear(now_.q_normed, layer.q_b, now_.q);
    q = now_.q;
  }
  backend_.rmsnorm(now_.qkv_a.column_range(query_part, lora), layer.kv_norm, eps, now_.latent);
  backend_.head_linear({q, layer.w_uk, now_.query, heads, config_.qk_head_dim(), lora + rope});
  backend_.rope_cache({q, now_.query, now_.latent, now_.qkv_a.column_range(query_part + lora, rope),
                       rope_table_, cache, heads},
                      rows);
  const auto scale =
      static_cast<float>(1.0 / std::sqrt(static_cast<double>(config_.qk_head_dim())));
  backend_.mla({now_.query, cache, now_.attended, heads, scale}, rows);
  backend_.head_linear({now_.attended, layer.w_uv, now_.values, heads, lora, config_.v_head_dim});
  backend_.linear(now_.values, layer.o_proj, now_.delta);
}

/// normed -> delta.
void Decoder::feed_forward(const LayerWeights& layer) {
  if (layer.plan.feed_forward == FeedForward::dense) {
    mlp(layer.mlp, now_.delta);
    return;
  }
  backend_.linear(now_.normed, layer.router, now_.router);
  backend_.route({now_.router, layer.router_bias, now_.experts, now_.weights, config_.n_group,
                  config_.topk_group, config_.norm_topk_prob, config_.routed_scaling_factor});
  Tensor shared;
  if (layer.plan.shared_experts) {
    shared = now_.shared;
    mlp(layer.mlp, shared);
  }
  backend_.experts({now_.normed, now_.experts, now_.weights, layer.experts.gate_up,
                    layer.experts.down, shared, now_.delta, config_.n_routed_experts});
}

void Decoder::mlp(const MlpWeights& weights, const Tensor& out) {
  const Tensor gate_up = now_.gate_up.column_range(0, weights.gate_up.rows);
  const Tensor hidden = now_.hidden.column_range(0, weights.down.columns);
  backend_.linear(now_.normed, weights.gate_up, gate_up);
  backend_.swiglu(gate_up, hidden);
  backend_.linear(hidden, weights.down, out);
}

}  // namespace assay
