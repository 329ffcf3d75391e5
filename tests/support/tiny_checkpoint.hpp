// Writes small random checkpoints in Hugging Face's layout: every code path of the decoder in a few
// hundred kilobytes. Values come from Philox, so a checkpoint is a function of its shape and seed.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/backend/host_memory.hpp"
#include "engine/checkpoint/byte_alphabet.hpp"
#include "engine/core/philox.hpp"

namespace assay::test {

struct TinyShape {
  std::uint64_t seed = 1;
  std::string dtype = "BF16";  ///< BF16, F16 or F32
  int q_lora_rank = 0;
  int n_routed_experts = 8;
  int num_experts_per_tok = 2;
  int n_shared_experts = 1;
  int n_group = 1;
  int topk_group = 1;
  int context = 128;
  int hidden = 40;
  int kv_lora_rank = 24;
  int vocab_size = 272;  ///< the tokenizer has 263
};

class TinyCheckpoint {
 public:
  static void write(const std::filesystem::path& directory, const TinyShape& shape = {}) {
    std::filesystem::create_directories(directory);
    write_json(directory / "config.json", config(shape));
    write_json(directory / "tokenizer.json", tokenizer());
    TinyCheckpoint(shape).write_weights(directory / "model.safetensors");
  }

 private:
  using json = nlohmann::json;

  explicit TinyCheckpoint(const TinyShape& shape) : shape_(shape) {}

  static json config(const TinyShape& s) {
    return {{"architectures", {"DeepseekV3ForCausalLM"}},
            {"model_type", "deepseek_v3"},
            {"torch_dtype", "bfloat16"},
            {"vocab_size", s.vocab_size},
            {"hidden_size", s.hidden},
            {"num_hidden_layers", 3},
            {"first_k_dense_replace", 1},
            {"moe_layer_freq", 1},
            {"num_attention_heads", 3},
            {"num_key_value_heads", 3},
            {"q_lora_rank", s.q_lora_rank > 0 ? json(s.q_lora_rank) : json(nullptr)},
            {"kv_lora_rank", s.kv_lora_rank},
            {"qk_nope_head_dim", 12},
            {"qk_rope_head_dim", 8},
            {"v_head_dim", 20},
            {"intermediate_size", 56},
            {"moe_intermediate_size", 24},
            {"hidden_act", "silu"},
            {"n_routed_experts", s.n_routed_experts},
            {"n_shared_experts", s.n_shared_experts},
            {"num_experts_per_tok", s.num_experts_per_tok},
            {"n_group", s.n_group},
            {"topk_group", s.topk_group},
            {"scoring_func", "sigmoid"},
            {"topk_method", "noaux_tc"},
            {"norm_topk_prob", true},
            {"routed_scaling_factor", 1.5},
            {"rms_norm_eps", 1e-6},
            {"rope_theta", 500.0},
            {"rope_scaling", nullptr},
            {"attention_bias", false},
            {"max_position_embeddings", s.context},
            {"tie_word_embeddings", false},
            {"bos_token_id", 1},
            {"eos_token_id", 2}};
  }

  /// Seven special tokens, then one token a byte; no merges.
  static json tokenizer() {
    const std::vector<std::string> special = {
        "<｜▁pad▁｜>", "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>",
        "<｜User｜>",  "<｜Assistant｜>",         "<think>",
        "</think>"};
    json vocab;
    json added = json::array();
    for (std::size_t id = 0; id < special.size(); ++id) {
      vocab[special[id]] = id;
      added.push_back({{"id", id},
                       {"content", special[id]},
                       {"single_word", false},
                       {"lstrip", false},
                       {"rstrip", false},
                       {"normalized", false},
                       {"special", id < 5}});
    }
    for (int byte = 0; byte < 256; ++byte) {
      vocab[spell_bytes(std::string(1, static_cast<char>(byte)))] = 7 + byte;
    }
    return {{"version", "1.0"},
            {"truncation", nullptr},
            {"padding", nullptr},
            {"added_tokens", added},
            {"normalizer", nullptr},
            {"pre_tokenizer",
             {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", false}}},
            {"post_processor", nullptr},
            {"decoder", {{"type", "ByteLevel"}}},
            {"model",
             {{"type", "BPE"},
              {"dropout", nullptr},
              {"unk_token", nullptr},
              {"continuing_subword_prefix", nullptr},
              {"end_of_word_suffix", nullptr},
              {"fuse_unk", false},
              {"byte_fallback", false},
              {"vocab", vocab},
              {"merges", json::array()}}}};
  }

  static void write_json(const std::filesystem::path& path, const json& value) {
    std::ofstream(path) << value.dump();
  }

  static std::uint16_t to_f16(float value) {
    const auto half = static_cast<_Float16>(value);
    std::uint16_t bits = 0;
    std::memcpy(&bits, &half, sizeof bits);
    return bits;
  }

  void tensor(const std::string& name, const std::vector<int>& shape, float offset, float scale,
              const std::string& dtype) {
    PhiloxStream random(shape_.seed, tensors_++);
    std::size_t elements = 1;
    for (const int size : shape) {
      elements *= static_cast<std::size_t>(size);
    }
    const std::size_t begin = data_.size();
    for (std::size_t i = 0; i < elements; ++i) {
      const auto uniform = static_cast<float>(unit_interval(random.next()));
      append(offset + scale * (2.0F * uniform - 1.0F), dtype);
    }
    header_[name] = {{"dtype", dtype}, {"shape", shape}, {"data_offsets", {begin, data_.size()}}};
  }

  void append(float value, const std::string& dtype) {
    if (dtype == "F32") {
      const auto bits = std::bit_cast<std::uint32_t>(value);
      data_.append(reinterpret_cast<const char*>(&bits), sizeof bits);
      return;
    }
    const std::uint16_t bits = dtype == "F16" ? to_f16(value) : round_to_bf16(value);
    data_.append(reinterpret_cast<const char*>(&bits), sizeof bits);
  }

  void norm(const std::string& name, int size) { tensor(name, {size}, 1.0F, 0.3F, shape_.dtype); }

  void matrix(const std::string& name, int rows, int columns, float gain = 1.0F) {
    const float scale = gain * 1.7F / std::sqrt(static_cast<float>(columns));
    tensor(name, {rows, columns}, 0.0F, scale, shape_.dtype);
  }

  void mlp(const std::string& prefix, int inner) {
    matrix(prefix + "gate_proj.weight", inner, shape_.hidden);
    matrix(prefix + "up_proj.weight", inner, shape_.hidden);
    matrix(prefix + "down_proj.weight", shape_.hidden, inner);
  }

  void attention(const std::string& prefix) {
    const int lora = shape_.kv_lora_rank;
    if (shape_.q_lora_rank > 0) {
      matrix(prefix + "q_a_proj.weight", shape_.q_lora_rank, shape_.hidden);
      norm(prefix + "q_a_layernorm.weight", shape_.q_lora_rank);
      matrix(prefix + "q_b_proj.weight", 3 * 20, shape_.q_lora_rank, 2.0F);
    } else {
      matrix(prefix + "q_proj.weight", 3 * 20, shape_.hidden, 2.0F);
    }
    matrix(prefix + "kv_a_proj_with_mqa.weight", lora + 8, shape_.hidden);
    norm(prefix + "kv_a_layernorm.weight", lora);
    matrix(prefix + "kv_b_proj.weight", 3 * 32, lora);
    matrix(prefix + "o_proj.weight", shape_.hidden, 3 * 20);
  }

  void write_weights(const std::filesystem::path& path) {
    matrix("model.embed_tokens.weight", shape_.vocab_size, shape_.hidden, 6.0F);
    norm("model.norm.weight", shape_.hidden);
    matrix("lm_head.weight", shape_.vocab_size, shape_.hidden, 2.0F);
    for (int layer = 0; layer < 3; ++layer) {
      const std::string prefix = "model.layers." + std::to_string(layer) + ".";
      norm(prefix + "input_layernorm.weight", shape_.hidden);
      attention(prefix + "self_attn.");
      norm(prefix + "post_attention_layernorm.weight", shape_.hidden);
      if (layer == 0) {
        mlp(prefix + "mlp.", 56);
        continue;
      }
      matrix(prefix + "mlp.gate.weight", shape_.n_routed_experts, shape_.hidden, 4.0F);
      tensor(prefix + "mlp.gate.e_score_correction_bias", {shape_.n_routed_experts}, 0.0F, 0.2F,
             "F32");
      for (int e = 0; e < shape_.n_routed_experts; ++e) {
        mlp(prefix + "mlp.experts." + std::to_string(e) + ".", 24);
      }
      if (shape_.n_shared_experts > 0) {
        mlp(prefix + "mlp.shared_experts.", 24 * shape_.n_shared_experts);
      }
    }
    const std::string header = header_.dump();
    const auto size = static_cast<std::uint64_t>(header.size());
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(&size), sizeof size);
    file << header << data_;
  }

  TinyShape shape_;
  json header_ = json::object();
  std::string data_;
  std::uint64_t tensors_ = 0;
};

}  // namespace assay::test
