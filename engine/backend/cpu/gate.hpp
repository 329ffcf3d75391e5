// Which kernel applies a gate rule.
#pragma once

#include "engine/backend/cpu/kernels.hpp"
#include "engine/backend/rules.hpp"

namespace assay::cpu {

/// out = the gate on n pairs; out may be gate.
inline void apply_gate(const Kernels& kernels, const GateRule& rule, const float* gate,
                       const float* up, float* out, std::int64_t n) {
  if (rule.limit == 0.0) {
    kernels.swiglu(gate, up, out, n);
  } else {
    kernels.clamped_swiglu(gate, up, static_cast<float>(rule.limit), static_cast<float>(rule.alpha),
                           out, n);
  }
}

}  // namespace assay::cpu
