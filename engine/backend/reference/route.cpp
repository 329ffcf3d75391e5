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

std::vector<bool> kept_groups(const std::vector<double>& biased, const Routing& op) {
  const auto groups = static_cast<std::size_t>(op.n_group);
  const std::size_t size = biased.size() / groups;
  std::vector<double> scores;
  for (std::size_t g = 0; g < groups; ++g) {
    const auto begin = biased.begin() + static_cast<std::ptrdiff_t>(g * size);
    std::vector<double> members(begin, begin + static_cast<std::ptrdiff_t>(size));
    std::sort(members.rbegin(), members.rend());
    scores.push_back(members[0] + (size > 1 ? members[1] : 0.0));
  }
  const Indices order = falling(scores);
  std::vector<bool> kept(groups, false);
  for (std::size_t i = 0; i < static_cast<std::size_t>(op.topk_group); ++i) {
    kept[order[i]] = true;
  }
  return kept;
}

}  // namespace

void route(const Routing& op) {
  const auto n_experts = static_cast<std::size_t>(op.logits.columns);
  const auto k = static_cast<std::size_t>(op.experts.columns);
  for (std::int64_t b = 0; b < op.logits.rows; ++b) {
    std::vector<double> scores;
    std::vector<double> biased;
    for (std::size_t e = 0; e < n_experts; ++e) {
      scores.push_back(1.0 / (1.0 + std::exp(-double{op.logits.row<const float>(b)[e]})));
      biased.push_back(scores[e] + double{op.bias.row<const float>(0)[e]});
    }
    const std::vector<bool> kept = kept_groups(biased, op);
    Indices chosen;
    for (const std::size_t e : falling(biased)) {
      if (chosen.size() < k && kept[e / (n_experts / kept.size())]) {
        chosen.push_back(e);
      }
    }
    double sum = 0.0;
    for (const std::size_t e : chosen) {
      sum += scores[e];
    }
    for (std::size_t slot = 0; slot < k; ++slot) {
      const double weight =
          op.norm_topk_prob ? scores[chosen[slot]] / (sum + 1e-20) : scores[chosen[slot]];
      op.experts.row<std::int32_t>(b)[slot] = static_cast<std::int32_t>(chosen[slot]);
      op.weights.row<float>(b)[slot] = static_cast<float>(weight * op.routed_scaling_factor);
    }
  }
}

}  // namespace assay::reference
