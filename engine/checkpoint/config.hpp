// config.json of a checkpoint as one checked struct. A key that would change the mathematics and
// is not understood is an error that names it, never ignored.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace assay {

/// Names and meanings as in DeepSeek-V3's config.json (arXiv 2412.19437, section 4.2).
struct ModelConfig {
  std::string architecture;  ///< "DeepseekV3ForCausalLM"
  int vocab_size = 0;
  int hidden_size = 0;
  int num_hidden_layers = 0;
  int first_k_dense_replace = 0;  ///< layers before the first MoE layer
  int num_attention_heads = 0;
  int q_lora_rank = 0;  ///< 0: queries come straight from the hidden state (null in the file)
  int kv_lora_rank = 0;
  int qk_nope_head_dim = 0;
  int qk_rope_head_dim = 0;
  int v_head_dim = 0;
  int intermediate_size = 0;      ///< of dense layers
  int moe_intermediate_size = 0;  ///< of one expert
  int n_routed_experts = 0;
  int n_shared_experts = 0;
  int num_experts_per_tok = 0;
  int n_group = 1;
  int topk_group = 1;
  bool norm_topk_prob = true;
  double routed_scaling_factor = 1.0;
  double rms_norm_eps = 1e-6;
  double rope_theta = 10000.0;
  int max_position_embeddings = 0;
  bool tie_word_embeddings = false;
  std::int32_t bos_token_id = -1;
  std::vector<std::int32_t> eos_token_ids;  ///< at least one

  [[nodiscard]] int qk_head_dim() const noexcept { return qk_nope_head_dim + qk_rope_head_dim; }
  [[nodiscard]] bool is_dense(int layer) const noexcept { return layer < first_k_dense_replace; }
};

/// Reads `directory`/config.json. Throws DataError that names file, key, value and remedy: not
/// JSON, a missing or impossible value, an architecture or a setting that is not supported
/// (scoring_func, topk_method, hidden_act, rope_scaling, quantization_config, ...).
[[nodiscard]] ModelConfig read_config(const std::filesystem::path& directory);

}  // namespace assay
