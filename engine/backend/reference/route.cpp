#include "engine/backend/reference/route.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace assay::reference {

namespace {

using Indices = std::vector<std::size_t>;

/// Indices of `values` in falling order; equal values keep theirs.
Indices falling(const std::vector<double>& values) {
  Indices order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
  return order;
}

std::vector<double> scores_of(const Routing& op, std::int64_t row) {
  const auto* begin = op.logits.row<const float>(row);
  std::vector<double> scores(begin, begin + op.logits.columns);
  if (op.rule.scoring == Scoring::sigmoid) {
    for (double& score : scores) {
      score = 1.0 / (1.0 + std::exp(-score));
    }
    return scores;
  }
  const double largest = *std::max_element(scores.begin(), scores.end());
  double sum = 0.0;
  for (double& score : scores) {
    score = std::exp(score - largest);
    sum += score;
  }
  for (double& score : scores) {
    score /= sum;
  }
  return scores;
}

std::vector<bool> kept_groups(const std::vector<double>& biased, const RouterRule& rule) {
  const auto groups = static_cast<std::size_t>(rule.n_group);
  const std::size_t size = biased.size() / groups;
  const bool two = rule.group_score == GroupScore::best_two && size > 1;
  std::vector<double> scores;
  for (std::size_t g = 0; g < groups; ++g) {
    const auto begin = biased.begin() + static_cast<std::ptrdiff_t>(g * size);
    std::vector<double> members(begin, begin + static_cast<std::ptrdiff_t>(size));
    std::sort(members.rbegin(), members.rend());
    scores.push_back(members[0] + (two ? members[1] : 0.0));
  }
  const Indices order = falling(scores);
  std::vector<bool> kept(groups, false);
  for (std::size_t i = 0; i < static_cast<std::size_t>(rule.topk_group); ++i) {
    kept[order[i]] = true;
  }
  return kept;
}

/// The k best of the kept groups.
Indices choose(const Routing& op, const std::vector<double>& scores) {
  std::vector<double> biased = scores;
  for (std::size_t e = 0; !op.bias.empty() && e < biased.size(); ++e) {
    biased[e] += double{op.bias.row<const float>(0)[e]};
  }
  const std::vector<bool> kept = kept_groups(biased, op.rule);
  Indices chosen;
  for (const std::size_t e : falling(biased)) {
    if (chosen.size() < static_cast<std::size_t>(op.experts.columns) &&
        kept[e / (biased.size() / kept.size())]) {
      chosen.push_back(e);
    }
  }
  return chosen;
}

}  // namespace

void route(const Routing& op) {
  for (std::int64_t b = 0; b < op.logits.rows; ++b) {
    const std::vector<double> scores = scores_of(op, b);
    const Indices chosen = choose(op, scores);
    double sum = 0.0;
    for (const std::size_t e : chosen) {
      sum += scores[e];
    }
    for (std::size_t slot = 0; slot < chosen.size(); ++slot) {
      const double score = scores[chosen[slot]];
      const double weight = op.rule.norm_topk_prob ? score / (sum + 1e-20) : score;
      op.experts.row<std::int32_t>(b)[slot] = static_cast<std::int32_t>(chosen[slot]);
      op.weights.row<float>(b)[slot] = static_cast<float>(weight * op.rule.routed_scaling_factor);
    }
  }
}

}  // namespace assay::reference
