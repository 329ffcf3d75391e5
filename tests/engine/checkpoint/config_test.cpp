#include "engine/checkpoint/config.hpp"

#include <nlohmann/json.hpp>

#include "engine/core/error.hpp"
#include "engine/core/file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

using namespace assay;
using assay::test::TemporaryDirectory;
using Catch::Contains;
using nlohmann::json;

namespace {

/// DeepSeek-V3's shapes (arXiv 2412.19437, section 4.2), without what is not supported.
json deepseek_v3() {
  return json::parse(R"({
    "architectures": ["DeepseekV3ForCausalLM"], "model_type": "deepseek_v3", "vocab_size": 129280,
    "hidden_size": 7168, "num_hidden_layers": 61, "first_k_dense_replace": 3, "moe_layer_freq": 1,
    "num_attention_heads": 128, "num_key_value_heads": 128, "q_lora_rank": 1536,
    "kv_lora_rank": 512, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128,
    "intermediate_size": 18432, "moe_intermediate_size": 2048, "n_routed_experts": 256,
    "n_shared_experts": 1, "num_experts_per_tok": 8, "n_group": 8, "topk_group": 4,
    "norm_topk_prob": true, "routed_scaling_factor": 2.5, "scoring_func": "sigmoid",
    "topk_method": "noaux_tc", "hidden_act": "silu", "attention_bias": false, "ep_size": 1,
    "num_nextn_predict_layers": 1, "rms_norm_eps": 1e-6, "rope_theta": 10000, "rope_scaling": null,
    "max_position_embeddings": 4096, "tie_word_embeddings": false, "bos_token_id": 0,
    "eos_token_id": 1, "torch_dtype": "bfloat16", "aux_loss_alpha": 0.001, "use_cache": true})");
}

ModelConfig read(const json& document) {
  const TemporaryDirectory directory;
  replace_file(directory.path() / "config.json", document.dump());
  return read_config(directory.path());
}

ModelConfig changed(const std::string& key, const json& value) {
  json document = deepseek_v3();
  document[key] = value;
  return read(document);
}

}  // namespace

TEST_CASE("a configuration of DeepSeek-V3's shapes is read key by key") {
  const ModelConfig config = read(deepseek_v3());
  CHECK(config.architecture == "DeepseekV3ForCausalLM");
  CHECK(config.vocab_size == 129280);
  CHECK(config.hidden_size == 7168);
  CHECK(config.num_hidden_layers == 61);
  CHECK(config.layers[2].experts == false);
  CHECK(config.layers[3].experts);
  CHECK(config.num_attention_heads == 128);
  CHECK(config.q_lora_rank == 1536);
  CHECK(config.kv_lora_rank == 512);
  CHECK(config.qk_head_dim() == 192);
  CHECK(config.v_head_dim == 128);
  CHECK(config.intermediate_size == 18432);
  CHECK(config.moe_intermediate_size == 2048);
  CHECK(config.n_routed_experts == 256);
  CHECK(config.n_shared_experts == 1);
  CHECK(config.num_experts_per_tok == 8);
  CHECK(config.router.n_group == 8);
  CHECK(config.router.topk_group == 4);
  CHECK(config.router.norm_topk_prob);
  CHECK(config.router.routed_scaling_factor == 2.5);
  CHECK(config.rms_norm_eps == 1e-6);
  CHECK(config.rope.theta == 10000.0);
  CHECK(config.max_position_embeddings == 4096);
  CHECK_FALSE(config.tie_word_embeddings);
  CHECK(config.bos_token_id == 0);
  CHECK(config.eos_token_ids == std::vector<std::int32_t>{1});
}

TEST_CASE("the built-in model's configuration is understood") {
  const ModelConfig config =
      read_config(std::filesystem::path(ASSAY_TEST_SOURCE) / "engine/checkpoint/assay-tiny");
  CHECK(config.hidden_size == 160);
  CHECK(config.q_lora_rank == 0);
  CHECK(config.rope.theta == 500.0);
}

TEST_CASE("both spellings of the rotary base are read, and may not contradict each other") {
  json document = deepseek_v3();
  document["rope_parameters"] = {{"rope_type", "default"}, {"rope_theta", 50000.0}};
  CHECK_THROWS_WITH(read(document), Contains("key 'rope_theta' is 10000, but only 50000.0"));
  document.erase("rope_theta");
  document.erase("rope_scaling");
  CHECK(read(document).rope.theta == 50000.0);
  document["rope_parameters"]["rope_type"] = "yarn";
  CHECK_THROWS_WITH(read(document), Contains("rope_parameters: key 'factor' is missing"));
  document["rope_parameters"]["rope_type"] = "longrope";
  CHECK_THROWS_WITH(read(document), Contains("rope_parameters: key 'rope_type' is \"longrope\""));
  document["rope_parameters"] = {{"rope_type", "default"}, {"rope_theta", 1e4}, {"factor", 40}};
  CHECK_THROWS_WITH(read(document), Contains("rope_parameters: key 'factor' (40) is not known"));
}

TEST_CASE("rope_scaling may stand beside rope_parameters if it says the same") {
  json document = deepseek_v3();
  const json scaling = {
      {"type", "yarn"}, {"factor", 40}, {"original_max_position_embeddings", 4096}};
  document["rope_scaling"] = scaling;
  document["rope_parameters"] = scaling;
  document["rope_parameters"]["rope_theta"] = document.at("rope_theta");
  CHECK(read(document).rope.factor == scaling.at("factor"));
  document["rope_scaling"]["factor"] = 4;
  CHECK_THROWS_WITH(read(document),
                    Contains("key 'rope_scaling'") && Contains("rope_parameters says otherwise"));
  document.erase("rope_scaling");
  document["rope_parameters"]["original_max_position_embeddings"] = 1 << 24;
  CHECK_THROWS_WITH(read(document), Contains("below original_max_position_embeddings"));
}

TEST_CASE("the two ways to tell dense layers may not contradict each other") {
  json document = deepseek_v3();
  std::vector<std::string> kinds(document.at("num_hidden_layers").get<std::size_t>(), "sparse");
  for (std::size_t layer = 0; layer < 3; ++layer) {
    kinds[layer] = "dense";
  }
  document["mlp_layer_types"] = kinds;
  CHECK(read(document).layers[3].experts);
  document["first_k_dense_replace"] = 4;
  CHECK_THROWS_WITH(read(document), Contains("key 'first_k_dense_replace' is 4, but "
                                             "mlp_layer_types calls layer 3 sparse"));
}

TEST_CASE("what is no checkpoint but looks like one is told by its name") {
  const TemporaryDirectory directory;
  replace_file(directory.path() / "model.gguf", "GGUF");
  CHECK_THROWS_WITH(read_config(directory.path()),
                    Contains("GGUF is not loaded") && Contains("--model http://host/v1#name"));
  replace_file(directory.path() / "adapter_config.json", "{}");
  CHECK_THROWS_WITH(read_config(directory.path()),
                    Contains("adapter_config.json: a LoRA adapter is not loaded: merge it"));
}

TEST_CASE("several ends of a sentence are kept, in order") {
  CHECK(changed("eos_token_id", {7, 1}).eos_token_ids == std::vector<std::int32_t>{7, 1});
}

TEST_CASE("ends of a turn that generation_config.json adds are taken, its errors told") {
  const TemporaryDirectory directory;
  replace_file(directory.path() / "config.json", deepseek_v3().dump());
  replace_file(directory.path() / "generation_config.json",
               R"({"eos_token_id": [1, 5], "temperature": 0.1})");
  CHECK(read_config(directory.path()).eos_token_ids == std::vector<std::int32_t>{1, 5});
  replace_file(directory.path() / "generation_config.json", R"({"eos_token_id": 129280})");
  CHECK_THROWS_WITH(read_config(directory.path()),
                    Contains("generation_config.json: key 'eos_token_id' is 129280"));
  replace_file(directory.path() / "generation_config.json", "{}");
  CHECK(read_config(directory.path()).eos_token_ids == std::vector<std::int32_t>{1});
}

TEST_CASE("each family's configuration is told by its architecture") {
  json llama = json::parse(R"({
    "architectures": ["LlamaForCausalLM"], "vocab_size": 128256, "hidden_size": 4096,
    "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 8,
    "intermediate_size": 14336, "hidden_act": "silu", "rms_norm_eps": 1e-5, "rope_theta": 500000.0,
    "rope_scaling": {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                     "original_max_position_embeddings": 8192, "rope_type": "llama3"},
    "max_position_embeddings": 131072, "attention_bias": false, "mlp_bias": false,
    "bos_token_id": 128000, "eos_token_id": [128001, 128008, 128009]})");
  const ModelConfig config = read(llama);
  CHECK(config.attention == AttentionKind::gqa);
  CHECK(config.head_dim == 128);
  CHECK(config.cache_width() == 2 * 8 * 128);
  CHECK(config.rope.kind == RopeScalingKind::llama3);
  llama["mlp_bias"] = true;
  CHECK_THROWS_WITH(read(llama), Contains("key 'mlp_bias' is true"));
  llama["mlp_bias"] = false;
  llama["num_key_value_heads"] = 7;
  CHECK_THROWS_WITH(read(llama), Contains("which does not divide num_attention_heads (32)"));
  llama["num_key_value_heads"] = 8;
  llama["layer_types"] = {"full_attention"};
  CHECK_THROWS_WITH(read(llama), Contains("key 'layer_types'"));
}

TEST_CASE("softmax scales are those of the published models") {
  // facts: DeepSeek-V3 0.135234, V2-Lite 0.114721.
  json document = deepseek_v3();
  document["max_position_embeddings"] = 163840;
  document["rope_scaling"] = {
      {"type", "yarn"},       {"factor", 40},   {"original_max_position_embeddings", 4096},
      {"beta_fast", 32},      {"beta_slow", 1}, {"mscale", 1.0},
      {"mscale_all_dim", 1.0}};
  CHECK(read(document).softmax_scale() == Approx(0.135234).epsilon(1e-5));
  CHECK(read(document).rope.table_factor() == 1.0);
  document["rope_scaling"]["mscale"] = 0.707;
  document["rope_scaling"]["mscale_all_dim"] = 0.707;
  CHECK(read(document).softmax_scale() == Approx(0.114721).epsilon(1e-5));
}

TEST_CASE("what would change the mathematics is refused by name and value") {
  struct Case {
    std::string key;
    json value;
    std::string message;
  };
  const std::vector<Case> cases{
      {"architectures", {"GemmaForCausalLM"}, "key 'architectures' is [\"GemmaForCausalLM\"]"},
      {"scoring_func", "softmax", "key 'scoring_func' is \"softmax\", but only \"sigmoid\""},
      {"topk_method", "greedy", "key 'topk_method' is \"greedy\", but only \"noaux_tc\""},
      {"hidden_act", "gelu", "key 'hidden_act' is \"gelu\""},
      {"attention_bias", true, "key 'attention_bias' is true"},
      {"rope_interleave", false, "key 'rope_interleave' is false"},
      {"moe_layer_freq", 2, "key 'moe_layer_freq' is 2"},
      {"num_key_value_heads", 8, "key 'num_key_value_heads' is 8, but only 128"},
      {"head_dim", 128, "key 'head_dim' is 128, but only 64"},
      {"rope_scaling", {{"type", "dynamic"}}, "rope_scaling: key 'type' is \"dynamic\""},
      {"rope_scaling",
       {{"type", "yarn"}, {"factor", 4}},
       "key 'original_max_position_embeddings' is missing"},
      {"quantization_config",
       {{"quant_method", "gptq"}},
       "quantization_config: key 'quant_method' is \"gptq\""},
      {"quantization_config",
       {{"quant_method", "fp8"}, {"weight_block_size", {64, 64}}},
       "key 'weight_block_size' is [64,64]"},
      {"sliding_window", 4096, "key 'sliding_window' (4096) is not known"},
      {"index_topk", 2048, "key 'index_topk' (2048) is not known"},
  };
  for (const Case& one : cases) {
    INFO(one.key);
    CHECK_THROWS_AS(changed(one.key, one.value), DataError);
    CHECK_THROWS_WITH(changed(one.key, one.value),
                      Contains(one.message) && Contains("config.json"));
  }
}

TEST_CASE("a value that cannot be is refused by name and value") {
  struct Case {
    std::string key;
    json value;
    std::string message;
  };
  const std::vector<Case> cases{
      {"num_attention_heads", 0,
       "key 'num_attention_heads' is 0, but must be a whole number from 1"},
      {"hidden_size", 7168.5, "key 'hidden_size' is 7168.5"},
      {"hidden_size", "7168", "key 'hidden_size' is \"7168\""},
      {"hidden_size", 1e30, "key 'hidden_size' is 1e+30"},
      {"vocab_size", -1, "key 'vocab_size' is -1"},
      {"q_lora_rank", 0, "key 'q_lora_rank' is 0"},
      {"first_k_dense_replace", 62, "key 'first_k_dense_replace' is 62"},
      {"num_experts_per_tok", 257, "key 'num_experts_per_tok' is 257"},
      {"num_experts_per_tok", 129, "but only 128 experts can be chosen"},
      {"qk_rope_head_dim", 63, "key 'qk_rope_head_dim' is 63, but must be even"},
      {"n_group", 7, "key 'n_group' is 7, which does not divide n_routed_experts (256)"},
      {"n_group", 256, "key 'n_group' is 256, but a group's score is the sum of its two best"},
      {"topk_group", 9, "key 'topk_group' is 9, which is above n_group (8)"},
      {"rms_norm_eps", 0, "key 'rms_norm_eps' is 0, but must be a number above 0"},
      {"rope_theta", "big", "key 'rope_theta' is \"big\""},
      {"norm_topk_prob", 1, "key 'norm_topk_prob' is 1, but must be true or false"},
      {"eos_token_id", json::array(), "key 'eos_token_id' is []"},
      {"eos_token_id", {1, 129280}, "key 'eos_token_id' is [1,129280]"},
      {"eos_token_id", nullptr, "key 'eos_token_id' is null"},
      {"bos_token_id", 129280, "key 'bos_token_id' is 129280"},
  };
  for (const Case& one : cases) {
    INFO(one.key << " = " << one.value.dump());
    CHECK_THROWS_AS(changed(one.key, one.value), DataError);
    CHECK_THROWS_WITH(changed(one.key, one.value),
                      Contains(one.message) && Contains("config.json"));
  }
}

TEST_CASE("every key that is needed is missed by name") {
  for (const char* key : {"architectures",
                          "vocab_size",
                          "hidden_size",
                          "num_hidden_layers",
                          "first_k_dense_replace",
                          "num_attention_heads",
                          "q_lora_rank",
                          "kv_lora_rank",
                          "qk_nope_head_dim",
                          "qk_rope_head_dim",
                          "v_head_dim",
                          "intermediate_size",
                          "moe_intermediate_size",
                          "n_routed_experts",
                          "n_shared_experts",
                          "num_experts_per_tok",
                          "n_group",
                          "topk_group",
                          "routed_scaling_factor",
                          "rms_norm_eps",
                          "rope_theta",
                          "max_position_embeddings",
                          "eos_token_id"}) {
    json document = deepseek_v3();
    document.erase(key);
    INFO(key);
    CHECK_THROWS_WITH(read(document), Contains(std::string("key '") + key + "' is missing"));
  }
}

TEST_CASE("a directory without config.json is told apart from a damaged one") {
  const TemporaryDirectory directory;
  CHECK_THROWS_WITH(read_config(directory.path()),
                    Contains("is no checkpoint") && Contains("expected"));
  replace_file(directory.path() / "config.json", "{\"vocab_size\": 1,");
  CHECK_THROWS_WITH(read_config(directory.path()), Contains("config.json: not valid JSON"));
  replace_file(directory.path() / "config.json", "[1]");
  CHECK_THROWS_WITH(read_config(directory.path()), Contains("holds no JSON object"));
  replace_file(directory.path() / "config.json", R"({"vocab_size": 1, "vocab_size": 2})");
  CHECK_THROWS_WITH(read_config(directory.path()), Contains("key \"vocab_size\" is given twice"));
}
