#include "engine/checkpoint/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>

#include "engine/checkpoint/json_file.hpp"
#include "engine/core/error.hpp"

namespace assay {

namespace {

using nlohmann::json;

constexpr std::string_view supported_architecture = "DeepseekV3ForCausalLM";
constexpr std::string_view elsewhere =
    "serve it with vLLM or SGLang and give --model http://host/v1#name instead";

/// Keys that say how the model was trained, stored or wrapped, not what it computes.
constexpr auto harmless_keys = std::to_array<std::string_view>(
    {"_attn_implementation", "_name_or_path", "attention_dropout", "attn_implementation",
     "auto_map", "aux_loss_alpha", "chunk_size_feed_forward", "dtype", "ep_size", "id2label",
     "initializer_range", "is_decoder", "is_encoder_decoder", "label2id", "model_type",
     // Heads that predict further tokens: extra weights, which are not loaded.
     "num_nextn_predict_layers", "output_attentions", "output_hidden_states",
     "output_router_logits", "pad_token_id", "pretraining_tp", "problem_type", "return_dict",
     "router_aux_loss_coef", "seq_aux", "torch_dtype", "transformers_version", "use_cache"});

/// Reads keys and remembers which were asked for, so that the rest can be refused.
class Fields {
 public:
  Fields(json object, std::string source) : json_(std::move(object)), source_(std::move(source)) {
    if (!json_.is_object()) {
      throw DataError(source_ + ": holds no JSON object: this is no model configuration");
    }
  }

  [[noreturn]] void fail(const std::string& key, const std::string& why) const {
    const json* value = json_.contains(key) ? &json_.at(key) : nullptr;
    throw DataError(fmt::format("{}: key '{}' is {}, {}", source_, key,
                                value != nullptr ? excerpt(*value) : "missing", why));
  }

  /// The value, or null where the key is absent or null.
  const json& optional(const std::string& key) {
    static const json null;
    known_.insert(key);
    return json_.contains(key) ? json_.at(key) : null;
  }

  bool has(const std::string& key) const { return json_.contains(key); }

  int integer(const std::string& key, int low, int high) {
    const json& value = optional(key);
    if (!value.is_number_integer() || value.get<double>() < low || value.get<double>() > high) {
      fail(key, fmt::format("but must be a whole number from {} to {}: {}", low, high, remedy));
    }
    return value.get<int>();
  }

  double positive(const std::string& key) {
    const json& value = optional(key);
    if (!value.is_number() || !std::isfinite(value.get<double>()) || value.get<double>() <= 0) {
      fail(key, fmt::format("but must be a number above 0: {}", remedy));
    }
    return value.get<double>();
  }

  bool flag(const std::string& key, bool fallback) {
    const json& value = optional(key);
    if (!value.is_boolean() && !value.is_null()) {
      fail(key, fmt::format("but must be true or false: {}", remedy));
    }
    return value.is_boolean() ? value.get<bool>() : fallback;
  }

  /// Refuses any value but `only`, which is also what an absent key means.
  void require(const std::string& key, const json& only) {
    const json& value = optional(key);
    if (!value.is_null() && value != only) {
      fail(key, fmt::format("but only {} is supported: {}", only.dump(), elsewhere));
    }
  }

  void refuse_unknown() const {
    for (const auto& item : json_.items()) {
      if (known_.count(item.key()) == 0) {
        throw DataError(fmt::format(
            "{}: key '{}' ({}) is not known, so it may change the mathematics: remove it if it "
            "does not, or {}",
            source_, item.key(), excerpt(item.value()), elsewhere));
      }
    }
  }

  static constexpr std::string_view remedy =
      "the file is damaged or of another family, get it again";

 private:
  json json_;
  std::string source_;
  std::set<std::string> known_{harmless_keys.begin(), harmless_keys.end()};
};

void require_supported_maths(Fields& fields) {
  const json& architectures = fields.optional("architectures");
  if (architectures != json::array({supported_architecture})) {
    fields.fail("architectures", fmt::format("but only [\"{}\"] is supported: {}",
                                             supported_architecture, elsewhere));
  }
  fields.require("scoring_func", "sigmoid");
  fields.require("topk_method", "noaux_tc");
  fields.require("hidden_act", "silu");
  fields.require("attention_bias", false);
  fields.require("rope_interleave", true);
  fields.require("moe_layer_freq", 1);
  for (const char* key : {"rope_scaling", "quantization_config"}) {
    if (!fields.optional(key).is_null()) {
      fields.fail(key, fmt::format("but only null is supported: {}", elsewhere));
    }
  }
}

void read_attention(Fields& fields, ModelConfig& config) {
  config.num_attention_heads = fields.integer("num_attention_heads", 1, 4096);
  if (!fields.has("q_lora_rank")) {
    fields.fail("q_lora_rank", fmt::format("but must be null or a rank: {}", Fields::remedy));
  }
  if (!fields.optional("q_lora_rank").is_null()) {
    config.q_lora_rank = fields.integer("q_lora_rank", 1, 1 << 16);
  }
  config.kv_lora_rank = fields.integer("kv_lora_rank", 1, 1 << 16);
  config.qk_nope_head_dim = fields.integer("qk_nope_head_dim", 1, 1 << 16);
  config.qk_rope_head_dim = fields.integer("qk_rope_head_dim", 2, 1 << 16);
  config.v_head_dim = fields.integer("v_head_dim", 1, 1 << 16);
  if (config.qk_rope_head_dim % 2 != 0) {
    fields.fail("qk_rope_head_dim",
                fmt::format("but must be even, since positions rotate pairs: {}", Fields::remedy));
  }
  fields.require("num_key_value_heads", config.num_attention_heads);
  fields.require("qk_head_dim", config.qk_head_dim());
  fields.require("head_dim", config.qk_rope_head_dim);
}

/// transformers up to 4 writes `rope_theta`, later ones {"rope_type", "rope_theta"}.
double read_rope_theta(Fields& fields, const std::string& source) {
  const json& parameters = fields.optional("rope_parameters");
  if (parameters.is_null()) {
    return fields.positive("rope_theta");
  }
  Fields nested(parameters, source + ": rope_parameters");
  nested.require("rope_type", "default");
  const double theta = nested.positive("rope_theta");
  nested.refuse_unknown();
  fields.require("rope_theta", theta);
  return theta;
}

void check_groups(const Fields& fields, const ModelConfig& config) {
  if (config.n_routed_experts % config.n_group != 0) {
    fields.fail("n_group", fmt::format("which does not divide n_routed_experts ({}): {}",
                                       config.n_routed_experts, Fields::remedy));
  }
  const int group_size = config.n_routed_experts / config.n_group;
  if (config.n_group > 1 && group_size < 2) {
    fields.fail("n_group",
                fmt::format("but a group's score is the sum of its two best experts, and "
                            "n_routed_experts ({}) leaves one a group: {}",
                            config.n_routed_experts, Fields::remedy));
  }
  if (config.topk_group > config.n_group) {
    fields.fail("topk_group",
                fmt::format("which is above n_group ({}): {}", config.n_group, Fields::remedy));
  }
  if (config.num_experts_per_tok > config.topk_group * group_size) {
    fields.fail("num_experts_per_tok", fmt::format("but only {} experts can be chosen: {}",
                                                   config.topk_group * group_size, Fields::remedy));
  }
}

void read_experts(Fields& fields, ModelConfig& config) {
  config.first_k_dense_replace =
      fields.integer("first_k_dense_replace", 0, config.num_hidden_layers);
  config.intermediate_size = fields.integer("intermediate_size", 1, 1 << 20);
  config.moe_intermediate_size = fields.integer("moe_intermediate_size", 1, 1 << 20);
  config.n_routed_experts = fields.integer("n_routed_experts", 1, 1 << 16);
  config.n_shared_experts = fields.integer("n_shared_experts", 1, 1 << 10);
  config.num_experts_per_tok = fields.integer("num_experts_per_tok", 1, config.n_routed_experts);
  config.n_group = fields.integer("n_group", 1, config.n_routed_experts);
  config.topk_group = fields.integer("topk_group", 1, config.n_routed_experts);
  config.norm_topk_prob = fields.flag("norm_topk_prob", true);
  config.routed_scaling_factor = fields.positive("routed_scaling_factor");
  check_groups(fields, config);
}

void read_special_ids(Fields& fields, ModelConfig& config) {
  config.bos_token_id = fields.integer("bos_token_id", 0, config.vocab_size - 1);
  const json& eos = fields.optional("eos_token_id");
  if (!eos.is_array()) {
    config.eos_token_ids = {fields.integer("eos_token_id", 0, config.vocab_size - 1)};
    return;
  }
  for (const json& id : eos) {
    if (!id.is_number_integer() || id.get<double>() < 0 || id.get<double>() >= config.vocab_size) {
      break;
    }
    config.eos_token_ids.push_back(id.get<std::int32_t>());
  }
  if (config.eos_token_ids.empty() || config.eos_token_ids.size() != eos.size()) {
    fields.fail("eos_token_id", fmt::format("but must be an id, or a list of ids, below vocab_size "
                                            "({}): {}",
                                            config.vocab_size, Fields::remedy));
  }
}

}  // namespace

ModelConfig read_config(const std::filesystem::path& directory) {
  const std::filesystem::path path = directory / "config.json";
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    throw DataError(fmt::format(
        "{} is no checkpoint, it has no config.json: expected is a Hugging Face directory with "
        "config.json, tokenizer.json and model.safetensors",
        directory.string()));
  }
  Fields fields(read_json_file(path), path.string());
  require_supported_maths(fields);
  ModelConfig config;
  config.architecture = supported_architecture;
  config.vocab_size = fields.integer("vocab_size", 1, 1 << 24);
  config.hidden_size = fields.integer("hidden_size", 1, 1 << 20);
  config.num_hidden_layers = fields.integer("num_hidden_layers", 1, 1 << 12);
  config.max_position_embeddings = fields.integer("max_position_embeddings", 1, 1 << 24);
  config.rms_norm_eps = fields.positive("rms_norm_eps");
  config.rope_theta = read_rope_theta(fields, path.string());
  config.tie_word_embeddings = fields.flag("tie_word_embeddings", false);
  read_attention(fields, config);
  read_experts(fields, config);
  read_special_ids(fields, config);
  fields.refuse_unknown();
  return config;
}

}  // namespace assay
