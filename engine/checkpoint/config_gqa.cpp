#include <fmt/format.h>

#include <algorithm>

#include "engine/checkpoint/config_families.hpp"

namespace assay {

namespace {

using nlohmann::json;

std::vector<LayerConfig> layers_of(const ModelConfig& config, bool experts) {
  return std::vector<LayerConfig>(static_cast<std::size_t>(config.num_hidden_layers),
                                  LayerConfig{experts, 0});
}

void read_heads(ConfigFields& fields, ModelConfig& config) {
  config.attention = AttentionKind::gqa;
  config.num_attention_heads = fields.integer("num_attention_heads", 1, 4096);
  config.num_key_value_heads = fields.integer_or(
      "num_key_value_heads", 1, config.num_attention_heads, config.num_attention_heads);
  if (config.num_attention_heads % config.num_key_value_heads != 0) {
    fields.fail("num_key_value_heads",
                fmt::format("which does not divide num_attention_heads ({}): "
                            "{}",
                            config.num_attention_heads, ConfigFields::remedy));
  }
  config.head_dim =
      fields.integer_or("head_dim", 2, 1 << 16, config.hidden_size / config.num_attention_heads);
  if (config.head_dim < 2 || config.head_dim % 2 != 0) {
    fields.fail("head_dim", fmt::format("but must be even, since positions rotate pairs: {}",
                                        ConfigFields::remedy));
  }
}

/// Experts without groups, chosen by softmax.
void read_softmax_experts(ConfigFields& fields, ModelConfig& config, const std::string& count_key,
                          bool norm_topk_prob) {
  config.n_routed_experts = fields.integer(count_key, 1, 1 << 16);
  config.num_experts_per_tok = fields.integer("num_experts_per_tok", 1, config.n_routed_experts);
  config.router = {Scoring::softmax, GroupScore::best, 1, 1, norm_topk_prob, 1.0};
}

/// `layer_types` names every layer; without it all layers attend to everything.
void read_layer_types(ConfigFields& fields, ModelConfig& config, int window) {
  const json& types = fields.optional("layer_types");
  if (types.is_null()) {
    return;
  }
  if (!types.is_array() || types.size() != config.layers.size()) {
    fields.fail("layer_types", fmt::format("but must list num_hidden_layers ({}) kinds: {}",
                                           config.num_hidden_layers, ConfigFields::remedy));
  }
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (types[i] == "sliding_attention" && window > 0) {
      config.layers[i].sliding_window = window;
    } else if (types[i] != "full_attention") {
      fields.fail("layer_types",
                  fmt::format("but a layer has \"full_attention\", or \"sliding_attention\" and a "
                              "sliding_window: {}",
                              ConfigFields::elsewhere));
    }
  }
}

/// Qwen's window, which counts only where use_sliding_window says so: in the layers from
/// max_window_layers on, or those that layer_types names.
void read_qwen_window(ConfigFields& fields, ModelConfig& config) {
  const bool used = fields.flag("use_sliding_window", false);
  const int window = fields.integer_or("sliding_window", 1, 1 << 24, 0);
  const int first = fields.integer_or("max_window_layers", 0, 1 << 12, config.num_hidden_layers);
  if (used && window > 0 && fields.optional("layer_types").is_null()) {
    for (int i = first; i < config.num_hidden_layers; ++i) {
      config.layers[static_cast<std::size_t>(i)].sliding_window = window;
    }
  }
  read_layer_types(fields, config, used ? window : 0);
}

void read_dense(ConfigFields& fields, ModelConfig& config) {
  fields.require("hidden_act", "silu");
  config.intermediate_size = fields.integer("intermediate_size", 1, 1 << 20);
  config.layers = layers_of(config, false);
}

void read_llama(ConfigFields& fields, ModelConfig& config) {
  read_dense(fields, config);
  fields.require("attention_bias", false);
  fields.require("mlp_bias", false);
}

void read_qwen2(ConfigFields& fields, ModelConfig& config) {
  read_dense(fields, config);
  config.qkv_bias = true;
  fields.require("use_mrope", false);
  read_qwen_window(fields, config);
}

void read_qwen3(ConfigFields& fields, ModelConfig& config) {
  read_dense(fields, config);
  config.qk_norm = QkNorm::head;
  fields.require("attention_bias", false);
  read_qwen_window(fields, config);
}

/// Layer i has experts if (i + 1) divides by decoder_sparse_step and mlp_only_layers lacks i.
void read_qwen3_moe(ConfigFields& fields, ModelConfig& config) {
  read_dense(fields, config);
  config.qk_norm = QkNorm::head;
  fields.require("attention_bias", false);
  config.moe_intermediate_size = fields.integer("moe_intermediate_size", 1, 1 << 20);
  read_softmax_experts(fields, config, "num_experts", fields.flag("norm_topk_prob", false));
  const int step = fields.integer_or("decoder_sparse_step", 1, 1 << 12, 1);
  const json& dense = fields.optional("mlp_only_layers");
  if (!dense.is_null() && !dense.is_array()) {
    fields.fail("mlp_only_layers", fmt::format("but must be a list: {}", ConfigFields::remedy));
  }
  for (int i = 0; i < config.num_hidden_layers; ++i) {
    const bool named = std::find(dense.begin(), dense.end(), json(i)) != dense.end();
    config.layers[static_cast<std::size_t>(i)].experts = !named && (i + 1) % step == 0;
  }
  read_qwen_window(fields, config);
}

void read_olmoe(ConfigFields& fields, ModelConfig& config) {
  fields.require("hidden_act", "silu");
  fields.require("attention_bias", false);
  fields.require("clip_qkv", nullptr);
  config.qk_norm = QkNorm::whole;
  config.moe_intermediate_size = fields.integer("intermediate_size", 1, 1 << 20);
  read_softmax_experts(fields, config, "num_experts", fields.flag("norm_topk_prob", false));
  config.layers = layers_of(config, true);
}

void read_mixtral(ConfigFields& fields, ModelConfig& config) {
  fields.require("hidden_act", "silu");
  config.moe_intermediate_size = fields.integer("intermediate_size", 1, 1 << 20);
  read_softmax_experts(fields, config, "num_local_experts", true);
  config.layers = layers_of(config, true);
  const int window = fields.integer_or("sliding_window", 1, 1 << 24, 0);
  for (LayerConfig& layer : config.layers) {
    layer.sliding_window = window;
  }
  config.expert_layout = ExpertLayout::mixtral;
}

void read_gpt_oss(ConfigFields& fields, ModelConfig& config) {
  fields.require("hidden_act", "silu");
  fields.require("attention_bias", true);
  config.qkv_bias = true;
  config.o_bias = true;
  config.sinks = true;
  config.expert_bias = true;
  config.gate.limit = fields.positive_or("swiglu_limit", 7.0);
  config.moe_intermediate_size = fields.integer("intermediate_size", 1, 1 << 20);
  read_softmax_experts(fields, config, "num_local_experts", true);
  fields.require("experts_per_token", config.num_experts_per_tok);
  fields.ignore("initial_context_length");
  config.layers = layers_of(config, true);
  const int window = fields.integer("sliding_window", 1, 1 << 24);
  if (fields.optional("layer_types").is_null()) {
    for (std::size_t i = 0; i < config.layers.size(); i += 2) {
      config.layers[i].sliding_window = window;
    }
  }
  read_layer_types(fields, config, window);
  config.expert_layout = ExpertLayout::gpt_oss;
}

}  // namespace

void read_gqa_family(ConfigFields& fields, ModelConfig& config) {
  read_heads(fields, config);
  const std::string& family = config.architecture;
  if (family == "LlamaForCausalLM") {
    read_llama(fields, config);
  } else if (family == "Qwen2ForCausalLM") {
    read_qwen2(fields, config);
  } else if (family == "Qwen3ForCausalLM") {
    read_qwen3(fields, config);
  } else if (family == "Qwen3MoeForCausalLM") {
    read_qwen3_moe(fields, config);
  } else if (family == "OlmoeForCausalLM") {
    read_olmoe(fields, config);
  } else if (family == "MixtralForCausalLM") {
    read_mixtral(fields, config);
  } else {
    read_gpt_oss(fields, config);
  }
}

}  // namespace assay
