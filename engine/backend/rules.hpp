// What of a model's mathematics an operator must be told, as plain data: the router's rule and the
// gate of a feed-forward layer.
#pragma once

namespace assay {

enum class Scoring { sigmoid, softmax };

/// How a group of experts is ranked: by its best member, or by the sum of its two best.
enum class GroupScore { best, best_two };

/// Which experts a token goes to, and with what weights. Defaults: DeepSeek-V3's `noaux_tc`
/// (arXiv 2412.19437, section 2.1.2); softmax with `best` is DeepSeek-V2's (arXiv 2405.04434).
struct RouterRule {
  Scoring scoring = Scoring::sigmoid;
  GroupScore group_score = GroupScore::best_two;
  int n_group = 1;
  int topk_group = 1;
  bool norm_topk_prob = true;
  double routed_scaling_factor = 1.0;

  friend bool operator==(const RouterRule&, const RouterRule&) = default;
};

/// limit 0: silu(gate) * up. Else gpt-oss's form: with g = min(gate, limit) and u = up clamped to
/// [-limit, limit], (u + 1) * g / (1 + exp(-alpha * g)).
/// Source: openai/gpt-oss, gpt_oss/torch/model.py, swiglu().
struct GateRule {
  double limit = 0.0;
  double alpha = 1.702;

  friend bool operator==(const GateRule&, const GateRule&) = default;
};

}  // namespace assay
