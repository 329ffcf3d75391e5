#include "engine/checkpoint/config_fields.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

#include "engine/checkpoint/json_file.hpp"
#include "engine/core/error.hpp"

namespace assay {

namespace {

/// Keys that say how the model was trained, stored or wrapped, not what it computes.
constexpr auto harmless_keys = std::to_array<std::string_view>(
    {"_attn_implementation", "_name_or_path", "attention_dropout", "attn_implementation",
     "auto_map", "aux_loss_alpha", "chunk_size_feed_forward", "dtype", "ep_size", "id2label",
     "initializer_range", "is_decoder", "is_encoder_decoder", "label2id", "model_type",
     // Heads that predict further tokens: extra weights, which are not loaded.
     "num_nextn_predict_layers", "output_attentions", "output_hidden_states",
     "output_router_logits", "pad_token_id", "pretraining_tp", "problem_type", "return_dict",
     "router_aux_loss_coef", "router_jitter_noise", "seq_aux", "torch_dtype",
     "transformers_version", "unsloth_fixed", "use_cache"});

}  // namespace

ConfigFields::ConfigFields(json object, std::string source)
    : json_(std::move(object)),
      source_(std::move(source)),
      known_(harmless_keys.begin(), harmless_keys.end()) {
  if (!json_.is_object()) {
    throw DataError(source_ + ": holds no JSON object: this is no model configuration");
  }
}

void ConfigFields::fail(const std::string& key, const std::string& why) const {
  const json* value = json_.contains(key) ? &json_.at(key) : nullptr;
  throw DataError(fmt::format("{}: key '{}' is {}, {}", source_, key,
                              value != nullptr ? excerpt(*value) : "missing", why));
}

const nlohmann::json& ConfigFields::optional(const std::string& key) {
  static const json null;
  known_.insert(key);
  return json_.contains(key) ? json_.at(key) : null;
}

bool ConfigFields::has(const std::string& key) const { return json_.contains(key); }

int ConfigFields::integer(const std::string& key, int low, int high) {
  const json& value = optional(key);
  if (!value.is_number_integer() || value.get<double>() < low || value.get<double>() > high) {
    fail(key, fmt::format("but must be a whole number from {} to {}: {}", low, high, remedy));
  }
  return value.get<int>();
}

int ConfigFields::integer_or(const std::string& key, int low, int high, int fallback) {
  return optional(key).is_null() ? fallback : integer(key, low, high);
}

double ConfigFields::positive(const std::string& key) {
  const json& value = optional(key);
  if (!value.is_number() || !std::isfinite(value.get<double>()) || value.get<double>() <= 0) {
    fail(key, fmt::format("but must be a number above 0: {}", remedy));
  }
  return value.get<double>();
}

double ConfigFields::positive_or(const std::string& key, double fallback) {
  return optional(key).is_null() ? fallback : positive(key);
}

bool ConfigFields::flag(const std::string& key, bool fallback) {
  const json& value = optional(key);
  if (!value.is_boolean() && !value.is_null()) {
    fail(key, fmt::format("but must be true or false: {}", remedy));
  }
  return value.is_boolean() ? value.get<bool>() : fallback;
}

void ConfigFields::require(const std::string& key, const json& only) {
  const json& value = optional(key);
  if (!value.is_null() && value != only) {
    fail(key, fmt::format("but only {} is supported: {}", only.dump(), elsewhere));
  }
}

void ConfigFields::refuse_unknown() const {
  for (const auto& item : json_.items()) {
    if (known_.count(item.key()) == 0) {
      throw DataError(
          fmt::format("{}: key '{}' ({}) is not known, so it may change the mathematics: remove it "
                      "if it does not, or {}",
                      source_, item.key(), excerpt(item.value()), elsewhere));
    }
  }
}

}  // namespace assay
