// config.json of a checkpoint as one checked struct. A key that would change the mathematics and
// is not understood is an error that names it, never ignored.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/backend/rules.hpp"

namespace assay {

enum class AttentionKind { mla, gqa };

/// RMSNorm of queries and keys before they are rotated: none, each head by itself with one weight
/// (Qwen3), or the whole projection (OLMoE).
enum class QkNorm { none, head, whole };

/// How the weight files name and shape a layer's experts.
enum class ExpertLayout {
  per_expert,  ///< mlp.experts.N.{gate,up,down}_proj.weight, router mlp.gate
  mixtral,     ///< block_sparse_moe.experts.N.{w1,w3,w2}.weight, router block_sparse_moe.gate
  gpt_oss,     ///< mlp.experts.{gate_up,down}_proj_{blocks,scales,bias} (MXFP4), router mlp.router
};

enum class RopeScalingKind { none, linear, yarn, llama3 };

/// Positions. `theta` and `scaling` as in the file; sources: YaRN, arXiv 2309.00071, in DeepSeek's
/// reading (DeepSeek-V3 inference/model.py, precompute_freqs_cis); Llama 3.1, models/llama3.
struct RopeSettings {
  double theta = 10000.0;
  RopeScalingKind kind = RopeScalingKind::none;
  double factor = 1.0;
  double original_context = 0.0;  ///< original_max_position_embeddings
  double beta_fast = 32.0;        ///< yarn
  double beta_slow = 1.0;
  double mscale = 0.0;            ///< 0: not given
  double mscale_all_dim = 0.0;    ///< 0: not given
  double attention_factor = 0.0;  ///< of cos and sin; 0: as mscale and mscale_all_dim imply
  bool truncate = true;           ///< the bounds of the ramp are whole numbers
  double low_freq_factor = 1.0;   ///< llama3
  double high_freq_factor = 4.0;

  /// What the softmax scale is multiplied by: mscale_all_dim's share, squared (DeepSeek only).
  [[nodiscard]] double softmax_factor() const;

  /// What cos and sin are multiplied by.
  [[nodiscard]] double table_factor() const;

  friend bool operator==(const RopeSettings&, const RopeSettings&) = default;
};

struct LayerConfig {
  bool experts = false;    ///< routed experts, or one dense feed-forward
  int sliding_window = 0;  ///< 0: attends to all places
};

/// How quantised matrices are stored in the files.
enum class StoredQuantization { none, fp8_blocks, mxfp4 };

/// Names and meanings as in the families' config.json, DeepSeek-V3's where they differ
/// (arXiv 2412.19437, section 4.2).
struct ModelConfig {
  std::string architecture;  ///< "DeepseekV3ForCausalLM"
  int vocab_size = 0;
  int hidden_size = 0;
  int num_hidden_layers = 0;
  std::vector<LayerConfig> layers;  ///< num_hidden_layers of them
  double rms_norm_eps = 1e-6;
  RopeSettings rope;
  int max_position_embeddings = 0;
  bool tie_word_embeddings = false;
  std::int32_t bos_token_id = -1;           ///< -1: none
  std::vector<std::int32_t> eos_token_ids;  ///< at least one

  AttentionKind attention = AttentionKind::mla;
  int num_attention_heads = 0;
  // mla
  int q_lora_rank = 0;  ///< 0: queries come straight from the hidden state (null in the file)
  int kv_lora_rank = 0;
  int qk_nope_head_dim = 0;
  int qk_rope_head_dim = 0;
  int v_head_dim = 0;
  // gqa
  int num_key_value_heads = 0;
  int head_dim = 0;
  QkNorm qk_norm = QkNorm::none;
  bool qkv_bias = false;
  bool o_bias = false;
  bool sinks = false;  ///< a learned logit a head that takes attention and gives nothing

  int intermediate_size = 0;      ///< of dense layers
  int moe_intermediate_size = 0;  ///< of one expert
  int n_routed_experts = 0;
  int n_shared_experts = 0;
  int num_experts_per_tok = 0;
  RouterRule router;
  bool score_correction = false;  ///< e_score_correction_bias steers the choice
  bool expert_bias = false;       ///< router and experts have biases
  GateRule gate;
  ExpertLayout expert_layout = ExpertLayout::per_expert;
  StoredQuantization quantization = StoredQuantization::none;

  [[nodiscard]] int qk_head_dim() const noexcept { return qk_nope_head_dim + qk_rope_head_dim; }

  /// Values that one place of one layer takes in the cache: the latent and the rotated key (mla),
  /// or keys and values of all KV heads.
  [[nodiscard]] int cache_width() const noexcept {
    return attention == AttentionKind::mla ? kv_lora_rank + qk_rope_head_dim
                                           : 2 * num_key_value_heads * head_dim;
  }

  /// Values of a head that positions rotate.
  [[nodiscard]] int rope_dim() const noexcept {
    return attention == AttentionKind::mla ? qk_rope_head_dim : head_dim;
  }

  /// Of the scores, before the softmax.
  [[nodiscard]] double softmax_scale() const;
};

inline constexpr const char* gguf_is_not_loaded =
    "GGUF is not loaded: take the model's safetensors (with --weights q8 or q4 if memory is "
    "short), "
    "or serve it with llama.cpp and give --model http://host/v1#name instead";

/// Reads `directory`/config.json, and from generation_config.json, where there is one, further ids
/// that end a turn (its sampling settings are not used). Throws DataError that names file, key,
/// value and remedy: not JSON, a missing or impossible value, an architecture or a setting that is
/// not supported (scoring_func, topk_method, hidden_act, rope_scaling, quantization_config, ...).
[[nodiscard]] ModelConfig read_config(const std::filesystem::path& directory);

/// The same for the text of a config.json; `source` is what messages call it.
[[nodiscard]] ModelConfig parse_config(std::string_view text, const std::string& source);

}  // namespace assay
