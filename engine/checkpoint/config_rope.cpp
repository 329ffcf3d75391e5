#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string_view>

#include "engine/checkpoint/config_families.hpp"

namespace assay {

namespace {

using nlohmann::json;

constexpr auto kinds = std::to_array<std::pair<std::string_view, RopeScalingKind>>(
    {{"default", RopeScalingKind::none},
     {"linear", RopeScalingKind::linear},
     {"yarn", RopeScalingKind::yarn},
     {"llama3", RopeScalingKind::llama3}});

/// Older files say "type", later ones "rope_type"; some say both.
RopeScalingKind read_kind(ConfigFields& scaling) {
  const std::string key = scaling.has("rope_type") ? "rope_type" : "type";
  const json& name = scaling.optional(key);
  if (key == "rope_type" && scaling.has("type")) {
    scaling.require("type", name);
  }
  for (const auto& [known, kind] : kinds) {
    if (name == json(known)) {
      return kind;
    }
  }
  scaling.fail(key, fmt::format("but only default, linear, yarn and llama3 are supported: {}",
                                ConfigFields::elsewhere));
}

void read_yarn(ConfigFields& scaling, RopeSettings& rope) {
  rope.original_context = scaling.positive("original_max_position_embeddings");
  rope.beta_fast = scaling.positive_or("beta_fast", 32.0);
  rope.beta_slow = scaling.positive_or("beta_slow", 1.0);
  rope.mscale = scaling.positive_or("mscale", 0.0);
  rope.mscale_all_dim = scaling.positive_or("mscale_all_dim", 0.0);
  rope.attention_factor = scaling.positive_or("attention_factor", 0.0);
  rope.truncate = scaling.flag("truncate", true);
}

void read_llama3(ConfigFields& scaling, RopeSettings& rope) {
  rope.original_context = scaling.positive("original_max_position_embeddings");
  rope.low_freq_factor = scaling.positive("low_freq_factor");
  rope.high_freq_factor = scaling.positive("high_freq_factor");
  if (rope.high_freq_factor <= rope.low_freq_factor) {
    scaling.fail("high_freq_factor", fmt::format("but must be above low_freq_factor ({}): {}",
                                                 rope.low_freq_factor, ConfigFields::remedy));
  }
}

void read_scaling(ConfigFields& scaling, RopeSettings& rope) {
  rope.kind = read_kind(scaling);
  switch (rope.kind) {
    case RopeScalingKind::none:
      break;
    case RopeScalingKind::linear:
      rope.factor = scaling.positive("factor");
      break;
    case RopeScalingKind::yarn:
      rope.factor = scaling.positive("factor");
      read_yarn(scaling, rope);
      break;
    case RopeScalingKind::llama3:
      rope.factor = scaling.positive("factor");
      read_llama3(scaling, rope);
      break;
  }
}

/// rope_theta and rope_scaling, of transformers before 5.
RopeSettings read_older_form(ConfigFields& fields, double theta) {
  RopeSettings rope;
  rope.theta = theta;
  const json& scaling = fields.optional("rope_scaling");
  if (!scaling.is_null()) {
    ConfigFields nested(scaling, fields.source() + ": rope_scaling");
    read_scaling(nested, rope);
    nested.refuse_unknown();
  }
  return rope;
}

/// rope_parameters, which holds both. A file may have the older form beside it, if it says the
/// same.
RopeSettings read_parameters(ConfigFields& fields) {
  RopeSettings rope;
  ConfigFields nested(fields.optional("rope_parameters"), fields.source() + ": rope_parameters");
  rope.theta = nested.positive("rope_theta");
  nested.require("partial_rotary_factor", 1.0);
  read_scaling(nested, rope);
  nested.refuse_unknown();
  fields.require("rope_theta", rope.theta);
  if (!fields.optional("rope_scaling").is_null() && read_older_form(fields, rope.theta) != rope) {
    fields.fail("rope_scaling",
                fmt::format("but rope_parameters says otherwise: {}", ConfigFields::remedy));
  }
  return rope;
}

/// DeepSeek-V3 inference/model.py; 1 where nothing is stretched.
double yarn_mscale(double factor, double mscale) {
  return factor <= 1.0 ? 1.0 : 0.1 * mscale * std::log(factor) + 1.0;
}

}  // namespace

RopeSettings read_rope(ConfigFields& fields, int max_position_embeddings) {
  fields.require("partial_rotary_factor", 1.0);
  const RopeSettings rope = fields.optional("rope_parameters").is_null()
                                ? read_older_form(fields, fields.positive("rope_theta"))
                                : read_parameters(fields);
  if (rope.original_context > max_position_embeddings) {
    fields.fail("max_position_embeddings",
                fmt::format("which is below original_max_position_embeddings ({}): {}",
                            rope.original_context, ConfigFields::remedy));
  }
  return rope;
}

double RopeSettings::softmax_factor() const {
  if (kind != RopeScalingKind::yarn || mscale_all_dim == 0.0) {
    return 1.0;
  }
  const double share = yarn_mscale(factor, mscale_all_dim);
  return share * share;
}

double RopeSettings::table_factor() const {
  if (kind != RopeScalingKind::yarn) {
    return 1.0;
  }
  if (attention_factor != 0.0) {
    return attention_factor;
  }
  if (mscale != 0.0 && mscale_all_dim != 0.0) {
    return yarn_mscale(factor, mscale) / yarn_mscale(factor, mscale_all_dim);
  }
  return yarn_mscale(factor, 1.0);
}

}  // namespace assay
