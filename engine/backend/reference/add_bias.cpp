#include "engine/backend/reference/add_bias.hpp"

namespace assay::reference {

void add_bias(const Tensor& x, const Tensor& bias) {
  for (std::int64_t b = 0; b < x.rows; ++b) {
    for (std::int64_t i = 0; i < x.columns; ++i) {
      x.row<float>(b)[i] += bias.row<const float>(0)[i];
    }
  }
}

}  // namespace assay::reference
