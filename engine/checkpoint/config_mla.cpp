#include <fmt/format.h>

#include "engine/checkpoint/config_families.hpp"

namespace assay {

namespace {

using nlohmann::json;

void read_attention(ConfigFields& fields, ModelConfig& config) {
  config.attention = AttentionKind::mla;
  config.num_attention_heads = fields.integer("num_attention_heads", 1, 4096);
  if (!fields.has("q_lora_rank")) {
    fields.fail("q_lora_rank", fmt::format("but must be null or a rank: {}", ConfigFields::remedy));
  }
  config.q_lora_rank = fields.integer_or("q_lora_rank", 1, 1 << 16, 0);  // null: none
  config.kv_lora_rank = fields.integer("kv_lora_rank", 1, 1 << 16);
  config.qk_nope_head_dim = fields.integer("qk_nope_head_dim", 1, 1 << 16);
  config.qk_rope_head_dim = fields.integer("qk_rope_head_dim", 2, 1 << 16);
  config.v_head_dim = fields.integer("v_head_dim", 1, 1 << 16);
  if (config.qk_rope_head_dim % 2 != 0) {
    fields.fail(
        "qk_rope_head_dim",
        fmt::format("but must be even, since positions rotate pairs: {}", ConfigFields::remedy));
  }
  fields.require("num_key_value_heads", config.num_attention_heads);
  fields.require("qk_head_dim", config.qk_head_dim());
  fields.require("head_dim", config.qk_rope_head_dim);
  fields.require("attention_bias", false);
  fields.require("rope_interleave", true);
}

void check_groups(const ConfigFields& fields, const ModelConfig& config) {
  const RouterRule& rule = config.router;
  if (config.n_routed_experts % rule.n_group != 0) {
    fields.fail("n_group", fmt::format("which does not divide n_routed_experts ({}): {}",
                                       config.n_routed_experts, ConfigFields::remedy));
  }
  const int group_size = config.n_routed_experts / rule.n_group;
  if (rule.group_score == GroupScore::best_two && rule.n_group > 1 && group_size < 2) {
    fields.fail("n_group",
                fmt::format("but a group's score is the sum of its two best experts, and "
                            "n_routed_experts ({}) leaves one a group: {}",
                            config.n_routed_experts, ConfigFields::remedy));
  }
  if (rule.topk_group > rule.n_group) {
    fields.fail("topk_group",
                fmt::format("which is above n_group ({}): {}", rule.n_group, ConfigFields::remedy));
  }
  if (config.num_experts_per_tok > rule.topk_group * group_size) {
    fields.fail("num_experts_per_tok",
                fmt::format("but only {} experts can be chosen: {}", rule.topk_group * group_size,
                            ConfigFields::remedy));
  }
}

/// DeepSeek-V2's router: softmax scores, groups by their best. Weights are either normed or scaled
/// there (its modeling_deepseek.py), so that both at once is no model of this family.
void read_softmax_router(ConfigFields& fields, ModelConfig& config) {
  RouterRule& rule = config.router;
  rule.scoring = Scoring::softmax;
  rule.group_score = GroupScore::best;
  fields.require("scoring_func", "softmax");
  const json& method = fields.optional("topk_method");
  if (method == "greedy") {
    rule.n_group = 1;
    rule.topk_group = 1;
  } else if (method != "group_limited_greedy") {
    fields.fail("topk_method",
                fmt::format("but only \"greedy\" and \"group_limited_greedy\" are supported: {}",
                            ConfigFields::elsewhere));
  }
  if (rule.norm_topk_prob && rule.routed_scaling_factor != 1.0) {
    fields.fail(
        "norm_topk_prob",
        fmt::format("and routed_scaling_factor is {}, but this family has one or the other: "
                    "{}",
                    rule.routed_scaling_factor, ConfigFields::remedy));
  }
}

void read_experts(ConfigFields& fields, ModelConfig& config) {
  config.moe_intermediate_size = fields.integer("moe_intermediate_size", 1, 1 << 20);
  config.n_routed_experts = fields.integer("n_routed_experts", 1, 1 << 16);
  config.n_shared_experts = fields.integer("n_shared_experts", 0, 1 << 10);
  config.num_experts_per_tok = fields.integer("num_experts_per_tok", 1, config.n_routed_experts);
  RouterRule& rule = config.router;
  rule.n_group = fields.integer("n_group", 1, config.n_routed_experts);
  rule.topk_group = fields.integer("topk_group", 1, config.n_routed_experts);
  const bool v2 = config.architecture == "DeepseekV2ForCausalLM";
  rule.norm_topk_prob = fields.flag("norm_topk_prob", !v2);
  rule.routed_scaling_factor = fields.positive("routed_scaling_factor");
  if (v2) {
    read_softmax_router(fields, config);
  } else {
    config.score_correction = true;
    fields.require("scoring_func", "sigmoid");
    fields.require("topk_method", "noaux_tc");
  }
  check_groups(fields, config);
}

/// `mlp_layer_types` names every layer, or `first_k_dense_replace` counts the dense ones; a file
/// may have both, if they say the same.
void read_layers(ConfigFields& fields, ModelConfig& config) {
  const int count = config.num_hidden_layers;
  config.layers.assign(static_cast<std::size_t>(count), {});
  fields.require("moe_layer_freq", 1);
  const json& types = fields.optional("mlp_layer_types");
  if (types.is_null()) {
    const int dense = fields.integer("first_k_dense_replace", 0, count);
    for (int i = dense; i < count; ++i) {
      config.layers[static_cast<std::size_t>(i)].experts = true;
    }
    return;
  }
  const int dense = fields.integer_or("first_k_dense_replace", 0, count, -1);
  if (!types.is_array() || types.size() != config.layers.size()) {
    fields.fail("mlp_layer_types", fmt::format("but must list num_hidden_layers ({}) kinds: {}",
                                               count, ConfigFields::remedy));
  }
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (types[i] != "dense" && types[i] != "sparse") {
      fields.fail("mlp_layer_types", fmt::format("but a layer is \"dense\" or \"sparse\": {}",
                                                 ConfigFields::elsewhere));
    }
    config.layers[i].experts = types[i] == "sparse";
    if (dense >= 0 && config.layers[i].experts != (i >= static_cast<std::size_t>(dense))) {
      fields.fail("first_k_dense_replace",
                  fmt::format("but mlp_layer_types calls layer {} {}: {}", i,
                              types[i].get<std::string>(), ConfigFields::remedy));
    }
  }
}

}  // namespace

void read_mla_family(ConfigFields& fields, ModelConfig& config) {
  fields.require("hidden_act", "silu");
  config.intermediate_size = fields.integer("intermediate_size", 1, 1 << 20);
  read_attention(fields, config);
  read_layers(fields, config);
  read_experts(fields, config);
}

}  // namespace assay
