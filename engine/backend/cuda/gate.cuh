// The gate of a feed-forward layer, on one pair.
#pragma once

#include "engine/backend/cuda/lanes.cuh"
#include "engine/backend/rules.hpp"

namespace assay::cuda {

/// GateRule in the kernels' types.
struct Gate {
  float limit;
  float alpha;
};

inline Gate gate_of(const GateRule& rule) {
  return {static_cast<float>(rule.limit), static_cast<float>(rule.alpha)};
}

/// silu(gate) * up; with a limit gpt-oss's form (rules.hpp).
__device__ inline float apply_gate(const Gate& rule, float gate, float up) {
  if (rule.limit == 0.0F) {
    return up * (gate / (1.0F + exponential(0.0F - gate)));
  }
  const float g = gate < rule.limit ? gate : rule.limit;
  const float below = up < rule.limit ? up : rule.limit;
  const float u = below > -rule.limit ? below : -rule.limit;
  return (u + 1.0F) * (g / (1.0F + exponential(0.0F - g * rule.alpha)));
}

}  // namespace assay::cuda
