#include "engine/model/weights.hpp"

#include <fmt/format.h>

#include "engine/model/matrix_loader.hpp"

namespace assay {

namespace {

class WeightLoader {
 public:
  WeightLoader(const Checkpoint& checkpoint, const ModelConfig& config, WeightType type,
               Backend& backend)
      : config_(config), load_(checkpoint, type, backend) {}

  DecoderWeights run() {
    const int vocab = config_.vocab_size;
    const int hidden = config_.hidden_size;
    DecoderWeights weights;
    weights.embed = load_.matrix("model.embed_tokens.weight", vocab, hidden);
    for (const LayerPlan& plan : plan_layers(config_)) {
      weights.layers.push_back(layer(plan));
    }
    weights.norm = load_.vector("model.norm.weight", hidden);
    weights.lm_head =
        config_.tie_word_embeddings ? weights.embed : load_.matrix("lm_head.weight", vocab, hidden);
    weights.type = load_.type();
    return weights;
  }

 private:
  LayerWeights layer(const LayerPlan& plan) {
    const std::string prefix = fmt::format("model.layers.{}.", plan.index);
    const int hidden = config_.hidden_size;
    LayerWeights weights;
    weights.plan = plan;
    weights.input_norm = load_.vector(prefix + "input_layernorm.weight", hidden);
    attention(prefix + "self_attn.", weights);
    weights.post_norm = load_.vector(prefix + "post_attention_layernorm.weight", hidden);
    if (plan.feed_forward == FeedForward::dense) {
      weights.mlp = mlp(prefix + "mlp.", config_.intermediate_size);
    } else {
      experts(prefix + "mlp.", weights);
    }
    return weights;
  }

  void attention(const std::string& prefix, LayerWeights& weights) {
    const std::int64_t hidden = config_.hidden_size;
    const std::int64_t heads = config_.num_attention_heads;
    const std::int64_t queries = heads * config_.qk_head_dim();
    const std::int64_t rank = config_.q_lora_rank;
    const MatrixLoader::Part kv_a{prefix + "kv_a_proj_with_mqa.weight",
                                  config_.kv_lora_rank + config_.qk_rope_head_dim};
    if (weights.plan.q_lora) {
      weights.qkv_a = load_.stack({{prefix + "q_a_proj.weight", rank}, kv_a}, hidden);
      weights.q_norm = load_.vector(prefix + "q_a_layernorm.weight", rank);
      weights.q_b = load_.matrix(prefix + "q_b_proj.weight", queries, rank);
    } else {
      weights.qkv_a = load_.stack({{prefix + "q_proj.weight", queries}, kv_a}, hidden);
    }
    weights.kv_norm = load_.vector(prefix + "kv_a_layernorm.weight", config_.kv_lora_rank);
    const MatrixLoader::KeyValue kv_b = load_.split_kv_b(prefix + "kv_b_proj.weight", config_);
    weights.w_uk = kv_b.w_uk;
    weights.w_uv = kv_b.w_uv;
    weights.o_proj = load_.matrix(prefix + "o_proj.weight", hidden, heads * config_.v_head_dim);
  }

  MlpWeights mlp(const std::string& prefix, std::int64_t inner) {
    const std::int64_t hidden = config_.hidden_size;
    return {load_.stack({{prefix + "gate_proj.weight", inner}, {prefix + "up_proj.weight", inner}},
                        hidden),
            load_.matrix(prefix + "down_proj.weight", hidden, inner)};
  }

  void experts(const std::string& prefix, LayerWeights& weights) {
    const std::int64_t hidden = config_.hidden_size;
    const std::int64_t inner = config_.moe_intermediate_size;
    weights.router = load_.matrix_f32(prefix + "gate.weight", config_.n_routed_experts, hidden);
    weights.router_bias =
        load_.vector(prefix + "gate.e_score_correction_bias", config_.n_routed_experts);
    std::vector<MatrixLoader::Part> gate_up;
    std::vector<MatrixLoader::Part> down;
    for (int e = 0; e < config_.n_routed_experts; ++e) {
      const std::string expert = fmt::format("{}experts.{}.", prefix, e);
      gate_up.push_back({expert + "gate_proj.weight", inner});
      gate_up.push_back({expert + "up_proj.weight", inner});
      down.push_back({expert + "down_proj.weight", hidden});
    }
    weights.experts = {load_.stack(gate_up, hidden), load_.stack(down, inner)};
    if (weights.plan.shared_experts) {
      weights.mlp = mlp(prefix + "shared_experts.", inner * config_.n_shared_experts);
    }
  }

  const ModelConfig& config_;
  MatrixLoader load_;
};

}  // namespace

DecoderWeights load_weights(const Checkpoint& checkpoint, const ModelConfig& config,
                            WeightType type, Backend& backend) {
  return WeightLoader(checkpoint, config, type, backend).run();
}

}  // namespace assay
