#include "engine/backend/reference/swiglu.hpp"

#include <cmath>

#include "engine/backend/reference/element.hpp"

namespace assay::reference {

void swiglu(const Tensor& gate_up, const Tensor& out) {
  for (std::int64_t b = 0; b < out.rows; ++b) {
    for (std::int64_t i = 0; i < out.columns; ++i) {
      const double gate = element(gate_up, b, i);
      const double up = element(gate_up, b, out.columns + i);
      out.row<float>(b)[i] = static_cast<float>(gate / (1.0 + std::exp(-gate)) * up);
    }
  }
}

}  // namespace assay::reference
