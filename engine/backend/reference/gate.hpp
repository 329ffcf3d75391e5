// The gate of a feed-forward layer on one pair of numbers.
#pragma once

#include <algorithm>
#include <cmath>

#include "engine/backend/rules.hpp"

namespace assay::reference {

[[nodiscard]] inline double apply_gate(const GateRule& rule, double gate, double up) {
  if (rule.limit == 0.0) {
    return gate / (1.0 + std::exp(-gate)) * up;
  }
  const double g = std::min(gate, rule.limit);
  const double u = std::clamp(up, -rule.limit, rule.limit);
  return (u + 1.0) * g / (1.0 + std::exp(-rule.alpha * g));
}

}  // namespace assay::reference
