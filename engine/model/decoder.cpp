#include "engine/model/decoder.hpp"

#include <algorithm>

#include "engine/model/rope.hpp"

namespace assay {

namespace {

Tensor rows_of(Backend& backend, int rows, std::int64_t columns) {
  return columns == 0 ? Tensor{} : backend.allocate(ElementType::f32, rows, columns);
}

}  // namespace

Decoder::Decoder(Backend& backend, const ModelConfig& config, const DecoderWeights& weights,
                 int max_rows, int max_logits)
    : backend_(backend), config_(config), weights_(weights) {
  rope_table_ = rope_table(backend, config.max_position_embeddings, config.rope_dim(), config.rope);
  all_.x = rows_of(backend, max_rows, config.hidden_size);
  all_.normed = rows_of(backend, max_rows, config.hidden_size);
  all_.delta = rows_of(backend, max_rows, config.hidden_size);
  allocate_attention(max_rows);
  allocate_feed_forward(max_rows);
  logits_ = backend.allocate(ElementType::f32, max_logits, config.vocab_size);
}

void Decoder::allocate_attention(int max_rows) {
  const std::int64_t heads = config_.num_attention_heads;
  if (config_.attention == AttentionKind::gqa) {
    const std::int64_t queries = heads * config_.head_dim;
    all_.qkv = rows_of(backend_, max_rows, queries + config_.cache_width());
    all_.values = rows_of(backend_, max_rows, queries);
    return;
  }
  const std::int64_t queries = heads * config_.qk_head_dim();
  const std::int64_t rank = config_.q_lora_rank;
  all_.qkv = rows_of(backend_, max_rows, (rank > 0 ? rank : queries) + config_.cache_width());
  all_.q_normed = rows_of(backend_, max_rows, rank);
  all_.q = rows_of(backend_, max_rows, rank > 0 ? queries : 0);
  all_.latent = rows_of(backend_, max_rows, config_.kv_lora_rank);
  all_.query = rows_of(backend_, max_rows, heads * config_.cache_width());
  all_.attended = rows_of(backend_, max_rows, heads * config_.kv_lora_rank);
  all_.values = rows_of(backend_, max_rows, heads * config_.v_head_dim);
}

void Decoder::allocate_feed_forward(int max_rows) {
  const std::int64_t widest =
      std::max(config_.intermediate_size, config_.moe_intermediate_size * config_.n_shared_experts);
  all_.gate_up = rows_of(backend_, max_rows, 2 * widest);
  all_.hidden = rows_of(backend_, max_rows, widest);
  if (config_.n_routed_experts > 0) {
    all_.router = rows_of(backend_, max_rows, config_.n_routed_experts);
    all_.experts = backend_.allocate(ElementType::i32, max_rows, config_.num_experts_per_tok);
    all_.weights = rows_of(backend_, max_rows, config_.num_experts_per_tok);
    all_.shared = rows_of(backend_, max_rows, config_.hidden_size);
  }
}

Decoder::Activations Decoder::Activations::first_rows(std::int64_t count) const {
  Activations cut = *this;
  for (Tensor* tensor : {&cut.x, &cut.normed, &cut.delta, &cut.qkv, &cut.q_normed, &cut.q,
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
    backend_.at_layer(static_cast<int>(i));
    if (i == 0) {
      backend_.rmsnorm(now_.x, layer.input_norm, eps, now_.normed);
    } else {
      backend_.add_rmsnorm(now_.x, now_.delta, layer.input_norm, eps, now_.normed);
    }
    if (config_.attention == AttentionKind::mla) {
      mla(layer, rows, cache[i]);
    } else {
      gqa(layer, rows, cache[i]);
    }
    backend_.add_rmsnorm(now_.x, now_.delta, layer.post_norm, eps, now_.normed);
    feed_forward(layer);
    if (observer_) {
      observer_(static_cast<int>(i), now_.x, now_.delta);
    }
  }
  backend_.at_layer(-1);
  const Activations last = now_.first_rows(count);
  const Tensor logits = logits_.first_rows(count);
  if (count > 0) {
    backend_.add_rmsnorm(last.x, last.delta, weights_.norm, eps, last.normed);
    backend_.linear(last.normed, weights_.lm_head, logits);
  }
  return logits;
}

/// normed -> delta.
void Decoder::mla(const LayerWeights& layer, const BatchRows& rows, const Tensor& cache) {
  const MlaWeights& weights = layer.mla;
  const int heads = config_.num_attention_heads;
  const std::int64_t lora = config_.kv_lora_rank;
  const std::int64_t rope = config_.qk_rope_head_dim;
  // The norms inside MLA keep this value whatever rms_norm_eps says: so do DeepSeek's inference
  // code and transformers.
  constexpr double eps = 1e-6;
  backend_.linear(now_.normed, weights.qkv_a, now_.qkv);
  const std::int64_t query_part = now_.qkv.columns - lora - rope;
  Tensor q = now_.qkv.column_range(0, query_part);
  if (config_.q_lora_rank > 0) {
    backend_.rmsnorm(q, weights.q_norm, eps, now_.q_normed);
    backend_.linear(now_.q_normed, weights.q_b, now_.q);
    q = now_.q;
  }
  backend_.rmsnorm(now_.qkv.column_range(query_part, lora), weights.kv_norm, eps, now_.latent);
  backend_.head_linear({q, weights.w_uk, now_.query, heads, config_.qk_head_dim(), lora + rope});
  backend_.rope_cache({q, now_.query, now_.latent, now_.qkv.column_range(query_part + lora, rope),
                       rope_table_, cache, heads},
                      rows);
  Attention attention;
  attention.query = now_.query;
  attention.cache = cache;
  attention.out = now_.attended;
  attention.heads = heads;
  attention.key_dim = lora + rope;
  attention.value_dim = lora;
  attention.scale = static_cast<float>(config_.softmax_scale());
  backend_.attention(attention, rows);
  backend_.head_linear({now_.attended, weights.w_uv, now_.values, heads, lora, config_.v_head_dim});
  project_out(layer, now_.values);
}

/// normed -> delta.
void Decoder::gqa(const LayerWeights& layer, const BatchRows& rows, const Tensor& cache) {
  const GqaWeights& weights = layer.gqa;
  const std::int64_t head = config_.head_dim;
  const std::int64_t queries = config_.num_attention_heads * head;
  const std::int64_t keys = config_.num_key_value_heads * head;
  const double eps = config_.rms_norm_eps;
  backend_.linear(now_.normed, weights.qkv, now_.qkv);
  if (!weights.qkv_bias.empty()) {
    backend_.add_bias(now_.qkv, weights.qkv_bias);
  }
  const Tensor q = now_.qkv.column_range(0, queries);
  const Tensor k = now_.qkv.column_range(queries, keys);
  const Tensor v = now_.qkv.column_range(queries + keys, keys);
  if (config_.qk_norm == QkNorm::head) {
    backend_.head_rmsnorm(q, weights.q_norm, config_.num_attention_heads, eps);
    backend_.head_rmsnorm(k, weights.k_norm, config_.num_key_value_heads, eps);
  } else if (config_.qk_norm == QkNorm::whole) {
    backend_.rmsnorm(q, weights.q_norm, eps, q);
    backend_.rmsnorm(k, weights.k_norm, eps, k);
  }
  backend_.rope_kv(
      {q, k, v, rope_table_, cache, config_.num_attention_heads, config_.num_key_value_heads},
      rows);
  Attention attention;
  attention.query = q;
  attention.cache = cache;
  attention.out = now_.values;
  attention.sinks = weights.sinks;
  attention.heads = config_.num_attention_heads;
  attention.kv_heads = config_.num_key_value_heads;
  attention.key_dim = head;
  attention.value_dim = head;
  attention.value_begin = keys;
  attention.scale = static_cast<float>(config_.softmax_scale());
  attention.window = layer.config.sliding_window;
  backend_.attention(attention, rows);
  project_out(layer, now_.values);
}

/// values -> delta.
void Decoder::project_out(const LayerWeights& layer, const Tensor& values) {
  backend_.linear(values, layer.o_proj, now_.delta);
  if (!layer.o_bias.empty()) {
    backend_.add_bias(now_.delta, layer.o_bias);
  }
}

/// normed -> delta.
void Decoder::feed_forward(const LayerWeights& layer) {
  if (!layer.config.experts) {
    mlp(layer.mlp, now_.delta);
    return;
  }
  backend_.linear(now_.normed, layer.router, now_.router);
  if (!layer.router_bias.empty()) {
    backend_.add_bias(now_.router, layer.router_bias);
  }
  backend_.route({now_.router, layer.choice_bias, now_.experts, now_.weights, config_.router});
  Experts op;
  op.x = now_.normed;
  op.experts = now_.experts;
  op.weights = now_.weights;
  op.gate_up = layer.experts.gate_up;
  op.down = layer.experts.down;
  op.gate_up_bias = layer.experts.gate_up_bias;
  op.down_bias = layer.experts.down_bias;
  op.out = now_.delta;
  op.n_routed_experts = config_.n_routed_experts;
  op.gate = config_.gate;
  if (config_.n_shared_experts > 0) {
    op.shared = now_.shared;
    mlp(layer.mlp, op.shared);
  }
  backend_.experts(op);
}

void Decoder::mlp(const MlpWeights& weights, const Tensor& out) {
  const Tensor gate_up = now_.gate_up.column_range(0, weights.gate_up.rows);
  const Tensor hidden = now_.hidden.column_range(0, weights.down.columns);
  backend_.linear(now_.normed, weights.gate_up, gate_up);
  backend_.swiglu(gate_up, config_.gate, hidden);
  backend_.linear(hidden, weights.down, out);
}

}  // namespace assay
