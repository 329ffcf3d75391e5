#include "engine/backend/cpu/swiglu.hpp"

#include "engine/backend/cpu/gate.hpp"

namespace assay::cpu {

void swiglu(ThreadPool& pool, const Kernels& kernels, const Tensor& gate_up, const GateRule& gate,
            const Tensor& out) {
  const std::int64_t n = out.columns;
  pool.parallel_for(out.rows, 2 * n, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t b = begin; b < end; ++b) {
      const auto* row = gate_up.row<const float>(b);
      apply_gate(kernels, gate, row, row + n, out.row<float>(b), n);
    }
  });
}

}  // namespace assay::cpu
