#include "engine/backend/reference/swiglu.hpp"

#include "engine/backend/reference/element.hpp"
#include "engine/backend/reference/gate.hpp"

namespace assay::reference {

void swiglu(const Tensor& gate_up, const GateRule& gate, const Tensor& out) {
  for (std::int64_t b = 0; b < out.rows; ++b) {
    for (std::int64_t i = 0; i < out.columns; ++i) {
      out.row<float>(b)[i] = static_cast<float>(
          apply_gate(gate, element(gate_up, b, i), element(gate_up, b, out.columns + i)));
    }
  }
}

}  // namespace assay::reference
