#include "engine/backend/cpu/route.hpp"

#include <algorithm>
#include <limits>
#include <vector>

namespace assay::cpu {

namespace {

constexpr float out_of_play = -std::numeric_limits<float>::infinity();

/// Index of the largest; the lowest among equals. Takes it out of play.
std::size_t take_best(std::vector<float>& values) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (values[i] > values[best]) {
      best = i;
    }
  }
  values[best] = out_of_play;
  return best;
}

float sum_of_best_two(const float* values, std::size_t n) {
  float first = out_of_play;
  float second = out_of_play;
  for (std::size_t i = 0; i < n; ++i) {
    if (values[i] > first) {
      second = first;
      first = values[i];
    } else if (values[i] > second) {
      second = values[i];
    }
  }
  return n == 1 ? first : first + second;
}

float group_score(GroupScore kind, const float* values, std::size_t n) {
  return kind == GroupScore::best ? *std::max_element(values, values + n)
                                  : sum_of_best_two(values, n);
}

void keep_best_groups(std::vector<float>& biased, const RouterRule& rule) {
  const auto groups = static_cast<std::size_t>(rule.n_group);
  const std::size_t size = biased.size() / groups;
  std::vector<float> scores(groups);
  for (std::size_t g = 0; g < groups; ++g) {
    scores[g] = group_score(rule.group_score, biased.data() + g * size, size);
  }
  std::vector<bool> kept(groups, false);
  for (int i = 0; i < rule.topk_group; ++i) {
    kept[take_best(scores)] = true;
  }
  for (std::size_t e = 0; e < biased.size(); ++e) {
    if (!kept[e / size]) {
      biased[e] = out_of_play;
    }
  }
}

void score(const Kernels& kernels, Scoring scoring, const float* logits, std::vector<float>& out) {
  const auto n = static_cast<std::int64_t>(out.size());
  if (scoring == Scoring::sigmoid) {
    kernels.sigmoid(logits, out.data(), n);
    return;
  }
  const float sum = kernels.softmax(logits, 1.0F, out.data(), n);
  for (float& value : out) {
    value /= sum;
  }
}

}  // namespace

void route(const Kernels& kernels, const Routing& op) {
  const auto n_experts = static_cast<std::size_t>(op.logits.columns);
  std::vector<float> scores(n_experts);
  std::vector<float> biased(n_experts);
  for (std::int64_t b = 0; b < op.logits.rows; ++b) {
    score(kernels, op.rule.scoring, op.logits.row<const float>(b), scores);
    biased = scores;
    if (!op.bias.empty()) {
      kernels.add(biased.data(), op.bias.row<const float>(0), op.logits.columns);
    }
    if (op.rule.n_group > 1) {
      keep_best_groups(biased, op.rule);
    }
    auto* experts = op.experts.row<std::int32_t>(b);
    auto* weights = op.weights.row<float>(b);
    float sum = 0.0F;
    for (std::int64_t slot = 0; slot < op.experts.columns; ++slot) {
      const std::size_t expert = take_best(biased);
      experts[slot] = static_cast<std::int32_t>(expert);
      weights[slot] = scores[expert];
      sum += scores[expert];
    }
    const auto scale = static_cast<float>(op.rule.routed_scaling_factor);
    for (std::int64_t slot = 0; slot < op.experts.columns; ++slot) {
      const float weight = op.rule.norm_topk_prob ? weights[slot] / (sum + 1e-20F) : weights[slot];
      weights[slot] = weight * scale;
    }
  }
}

}  // namespace assay::cpu
