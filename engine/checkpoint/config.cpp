#include "engine/checkpoint/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "engine/checkpoint/config_families.hpp"
#include "engine/checkpoint/json_file.hpp"
#include "engine/core/error.hpp"
#include "engine/core/file.hpp"

namespace assay {

namespace {

using nlohmann::json;

using ReadFamily = void (*)(ConfigFields&, ModelConfig&);

struct Family {
  std::string_view architecture;
  ReadFamily read;
};

constexpr auto families = std::to_array<Family>({{"DeepseekV2ForCausalLM", read_mla_family},
                                                 {"DeepseekV3ForCausalLM", read_mla_family},
                                                 {"Glm4MoeLiteForCausalLM", read_mla_family},
                                                 {"GptOssForCausalLM", read_gqa_family},
                                                 {"LlamaForCausalLM", read_gqa_family},
                                                 {"MixtralForCausalLM", read_gqa_family},
                                                 {"OlmoeForCausalLM", read_gqa_family},
                                                 {"Qwen2ForCausalLM", read_gqa_family},
                                                 {"Qwen3ForCausalLM", read_gqa_family},
                                                 {"Qwen3MoeForCausalLM", read_gqa_family}});

const Family& family_of(ConfigFields& fields) {
  const json& architectures = fields.optional("architectures");
  std::string known;
  for (const Family& family : families) {
    if (architectures == json::array({family.architecture})) {
      return family;
    }
    known += fmt::format("{}{}", known.empty() ? "" : ", ", family.architecture);
  }
  fields.fail("architectures",
              fmt::format("but one of {} is needed: {}", known, ConfigFields::elsewhere));
}

/// DeepSeek's FP8 blocks and gpt-oss's MXFP4 are read; all else is refused by name.
StoredQuantization read_quantization(ConfigFields& fields, const ModelConfig& config) {
  const json& quantization = fields.optional("quantization_config");
  if (quantization.is_null()) {
    return StoredQuantization::none;
  }
  ConfigFields nested(quantization, fields.source() + ": quantization_config");
  const json& method = nested.optional("quant_method");
  if (method == "fp8" && config.attention == AttentionKind::mla) {
    nested.require("fmt", "e4m3");
    nested.require("weight_block_size", json::array({128, 128}));
    // How activations would be rounded; ours are not.
    for (const char* key : {"activation_scheme", "scale_fmt", "modules_to_not_convert"}) {
      nested.ignore(key);
    }
    nested.refuse_unknown();
    return StoredQuantization::fp8_blocks;
  }
  if (method == "mxfp4" && config.expert_layout == ExpertLayout::gpt_oss) {
    nested.ignore("modules_to_not_convert");  // each tensor's own name says what it holds
    nested.refuse_unknown();
    return StoredQuantization::mxfp4;
  }
  nested.fail(
      "quant_method",
      fmt::format("but only DeepSeek's fp8 and gpt-oss's mxfp4 are read: take the "
                  "unquantised checkpoint (with --weights q8 or q4 if memory is short), or {}",
                  ConfigFields::elsewhere));
}

bool holds_gguf(const std::filesystem::path& directory) {
  std::error_code error;
  const std::filesystem::directory_iterator files(directory, error);
  return std::any_of(begin(files), end(files), [](const std::filesystem::directory_entry& file) {
    return file.path().extension() == ".gguf";
  });
}

void read_special_ids(ConfigFields& fields, ModelConfig& config) {
  config.bos_token_id = fields.integer_or("bos_token_id", 0, config.vocab_size - 1, -1);
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
                                            config.vocab_size, ConfigFields::remedy));
  }
}

/// A checkpoint may name more ends of a turn where it says how to generate, as Qwen3 does.
void add_generation_ends(const std::filesystem::path& path, ModelConfig& config) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    return;
  }
  const json document = read_json_file(path);
  const json ends = document.is_object() ? document.value("eos_token_id", json()) : json();
  for (const json& id : ends.is_array() ? ends : json::array({ends})) {
    if (id.is_null()) {
      continue;
    }
    if (!id.is_number_integer() || id.get<double>() < 0 || id.get<double>() >= config.vocab_size) {
      throw DataError(
          fmt::format("{}: key 'eos_token_id' is {}, but must be an id, or a list of ids, below "
                      "vocab_size ({}): "
                      "get the file again",
                      path.string(), excerpt(ends), config.vocab_size));
    }
    const auto known = id.get<std::int32_t>();
    if (std::find(config.eos_token_ids.begin(), config.eos_token_ids.end(), known) ==
        config.eos_token_ids.end()) {
      config.eos_token_ids.push_back(known);
    }
  }
}

}  // namespace

double ModelConfig::softmax_scale() const {
  const int size = attention == AttentionKind::mla ? qk_head_dim() : head_dim;
  return rope.softmax_factor() / std::sqrt(static_cast<double>(size));
}

ModelConfig parse_config(std::string_view text, const std::string& source) {
  ConfigFields fields(parse_json(text, source), source);
  const Family& family = family_of(fields);
  ModelConfig config;
  config.architecture = family.architecture;
  config.vocab_size = fields.integer("vocab_size", 1, 1 << 24);
  config.hidden_size = fields.integer("hidden_size", 1, 1 << 20);
  config.num_hidden_layers = fields.integer("num_hidden_layers", 1, 1 << 12);
  config.max_position_embeddings = fields.integer("max_position_embeddings", 1, 1 << 24);
  config.rms_norm_eps = fields.positive("rms_norm_eps");
  config.rope = read_rope(fields, config.max_position_embeddings);
  config.tie_word_embeddings = fields.flag("tie_word_embeddings", false);
  family.read(fields, config);
  config.quantization = read_quantization(fields, config);
  read_special_ids(fields, config);
  fields.refuse_unknown();
  return config;
}

ModelConfig read_config(const std::filesystem::path& directory) {
  const std::filesystem::path path = directory / "config.json";
  std::error_code ignored;
  if (std::filesystem::exists(directory / "adapter_config.json", ignored)) {
    throw DataError(
        fmt::format("{}: a LoRA adapter is not loaded: merge it into its base model's checkpoint, "
                    "or {}",
                    (directory / "adapter_config.json").string(), ConfigFields::elsewhere));
  }
  if (!std::filesystem::exists(path, ignored)) {
    if (holds_gguf(directory)) {
      throw DataError(fmt::format("{}: {}", directory.string(), gguf_is_not_loaded));
    }
    throw DataError(fmt::format(
        "{} is no checkpoint, it has no config.json: expected is a Hugging Face directory with "
        "config.json, tokenizer.json and model.safetensors",
        directory.string()));
  }
  ModelConfig config = parse_config(read_file(path), path.string());
  add_generation_ends(directory / "generation_config.json", config);
  return config;
}

}  // namespace assay
