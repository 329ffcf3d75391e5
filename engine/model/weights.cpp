#include "engine/model/weights.hpp"

#include <fmt/format.h>

#include "engine/model/matrix_loader.hpp"

namespace assay {

namespace {

/// What a family calls the parts of an expert layer.
struct ExpertNames {
  const char* router;
  const char* experts;
  const char* gate;
  const char* up;
  const char* down;
};

ExpertNames names_of(ExpertLayout layout) {
  switch (layout) {
    case ExpertLayout::mixtral:
      return {"block_sparse_moe.gate", "block_sparse_moe.experts", "w1", "w3", "w2"};
    case ExpertLayout::gpt_oss:
      return {"mlp.router", "mlp.experts", "", "", ""};
    case ExpertLayout::per_expert:
      break;
  }
  return {"mlp.gate", "mlp.experts", "gate_proj", "up_proj", "down_proj"};
}

class WeightLoader {
 public:
  WeightLoader(const Checkpoint& checkpoint, const ModelConfig& config, WeightType type,
               Backend& backend, const LoadProgress& progress)
      : config_(config), load_(checkpoint, type, backend, progress) {}

  DecoderWeights run() {
    const int vocab = config_.vocab_size;
    const int hidden = config_.hidden_size;
    DecoderWeights weights;
    const std::string embed = "model.embed_tokens.weight";
    weights.embed = config_.tie_word_embeddings ? load_.matrix(embed, vocab, hidden)
                                                : load_.table(embed, vocab, hidden);
    for (int index = 0; index < config_.num_hidden_layers; ++index) {
      weights.layers.push_back(layer(index));
    }
    weights.norm = load_.vector("model.norm.weight", hidden);
    weights.lm_head =
        config_.tie_word_embeddings ? weights.embed : load_.matrix("lm_head.weight", vocab, hidden);
    weights.type = load_.type();
    return weights;
  }

 private:
  LayerWeights layer(int index) {
    const std::string prefix = fmt::format("model.layers.{}.", index);
    const int hidden = config_.hidden_size;
    LayerWeights weights;
    weights.config = config_.layers[static_cast<std::size_t>(index)];
    weights.input_norm = load_.vector(prefix + "input_layernorm.weight", hidden);
    const std::string attention = prefix + "self_attn.";
    std::int64_t attended = 0;
    if (config_.attention == AttentionKind::mla) {
      weights.mla = mla(attention);
      attended = std::int64_t{config_.num_attention_heads} * config_.v_head_dim;
    } else {
      weights.gqa = gqa(attention);
      attended = std::int64_t{config_.num_attention_heads} * config_.head_dim;
    }
    weights.o_proj = load_.matrix(attention + "o_proj.weight", hidden, attended);
    if (config_.o_bias) {
      weights.o_bias = load_.vector(attention + "o_proj.bias", hidden);
    }
    weights.post_norm = load_.vector(prefix + "post_attention_layernorm.weight", hidden);
    if (weights.config.experts) {
      experts(prefix, weights);
    } else {
      weights.mlp = mlp(prefix + "mlp.", config_.intermediate_size);
    }
    return weights;
  }

  MlaWeights mla(const std::string& prefix) {
    const std::int64_t hidden = config_.hidden_size;
    const std::int64_t queries = std::int64_t{config_.num_attention_heads} * config_.qk_head_dim();
    const std::int64_t rank = config_.q_lora_rank;
    const MatrixLoader::Part kv_a{prefix + "kv_a_proj_with_mqa.weight",
                                  config_.kv_lora_rank + config_.qk_rope_head_dim};
    MlaWeights weights;
    if (rank > 0) {
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
    return weights;
  }

  GqaWeights gqa(const std::string& prefix) {
    const std::int64_t head = config_.head_dim;
    const std::int64_t queries = config_.num_attention_heads * head;
    const std::int64_t keys = config_.num_key_value_heads * head;
    const auto parts = [&](const std::string& kind) {
      return std::vector<MatrixLoader::Part>{{prefix + "q_proj." + kind, queries},
                                             {prefix + "k_proj." + kind, keys},
                                             {prefix + "v_proj." + kind, keys}};
    };
    GqaWeights weights;
    weights.qkv = load_.stack(parts("weight"), config_.hidden_size);
    if (config_.qkv_bias) {
      weights.qkv_bias = load_.join(parts("bias"));
    }
    if (config_.qk_norm != QkNorm::none) {
      const bool whole = config_.qk_norm == QkNorm::whole;
      weights.q_norm = load_.vector(prefix + "q_norm.weight", whole ? queries : head);
      weights.k_norm = load_.vector(prefix + "k_norm.weight", whole ? keys : head);
    }
    if (config_.sinks) {
      weights.sinks = load_.vector(prefix + "sinks", config_.num_attention_heads);
    }
    return weights;
  }

  MlpWeights mlp(const std::string& prefix, std::int64_t inner) {
    const std::int64_t hidden = config_.hidden_size;
    return {load_.stack({{prefix + "gate_proj.weight", inner}, {prefix + "up_proj.weight", inner}},
                        hidden),
            load_.matrix(prefix + "down_proj.weight", hidden, inner),
            {},
            {}};
  }

  void experts(const std::string& prefix, LayerWeights& weights) {
    const std::int64_t count = config_.n_routed_experts;
    const ExpertNames names = names_of(config_.expert_layout);
    const std::string router = prefix + names.router;
    weights.router = load_.matrix_f32(router + ".weight", count, config_.hidden_size);
    if (config_.expert_bias) {
      weights.router_bias = load_.vector(router + ".bias", count);
    }
    if (config_.score_correction) {
      weights.choice_bias = load_.vector(router + ".e_score_correction_bias", count);
    }
    weights.experts = config_.expert_layout == ExpertLayout::gpt_oss
                          ? fused_experts(prefix + names.experts)
                          : separate_experts(prefix + names.experts, names);
    if (config_.n_shared_experts > 0) {
      weights.mlp = mlp(prefix + "mlp.shared_experts.",
                        std::int64_t{config_.moe_intermediate_size} * config_.n_shared_experts);
    }
  }

  MlpWeights separate_experts(const std::string& prefix, const ExpertNames& names) {
    const std::int64_t hidden = config_.hidden_size;
    const std::int64_t inner = config_.moe_intermediate_size;
    std::vector<MatrixLoader::Part> gate_up;
    std::vector<MatrixLoader::Part> down;
    for (int e = 0; e < config_.n_routed_experts; ++e) {
      const auto part = [&](const char* name) {
        return fmt::format("{}.{}.{}.weight", prefix, e, name);
      };
      gate_up.push_back({part(names.gate), inner});
      gate_up.push_back({part(names.up), inner});
      down.push_back({part(names.down), hidden});
    }
    return {load_.stack(gate_up, hidden), load_.stack(down, inner), {}, {}};
  }

  MlpWeights fused_experts(const std::string& prefix) {
    const std::int64_t count = config_.n_routed_experts;
    const std::int64_t hidden = config_.hidden_size;
    const std::int64_t inner = config_.moe_intermediate_size;
    return {load_.mxfp4(prefix + ".gate_up_proj", count, 2 * inner, hidden, true),
            load_.mxfp4(prefix + ".down_proj", count, hidden, inner, false),
            load_.expert_bias(prefix + ".gate_up_proj_bias", count, 2 * inner, true),
            load_.expert_bias(prefix + ".down_proj_bias", count, hidden, false)};
  }

  const ModelConfig& config_;
  MatrixLoader load_;
};

}  // namespace

DecoderWeights load_weights(const Checkpoint& checkpoint, const ModelConfig& config,
                            WeightType type, Backend& backend, const LoadProgress& progress) {
  DecoderWeights weights = WeightLoader(checkpoint, config, type, backend, progress).run();
  if (progress) {
    progress(checkpoint.bytes(), checkpoint.bytes());  // some may not have been needed
  }
  return weights;
}

}  // namespace assay
