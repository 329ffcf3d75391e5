#include "engine/backend/reference/rmsnorm.hpp"

#include <cmath>

namespace assay::reference {

void rmsnorm(const Tensor& x, const Tensor& weight, double eps, const Tensor& out) {
  const auto* w = weight.row<const float>(0);
  for (std::int64_t b = 0; b < x.rows; ++b) {
    const auto* in = x.row<const float>(b);
    double squares = 0.0;
    for (std::int64_t i = 0; i < x.columns; ++i) {
      squares += double{in[i]} * double{in[i]};
    }
    const double scale = 1.0 / std::sqrt(squares / static_cast<double>(x.columns) + eps);
    for (std::int64_t i = 0; i < x.columns; ++i) {
      out.row<float>(b)[i] = static_cast<float>(double{in[i]} * scale * double{w[i]});
    }
  }
}

void add_rmsnorm(const Tensor& residual, const Tensor& delta, const Tensor& weight, double eps,
                 const Tensor& out) {
  for (std::int64_t b = 0; b < residual.rows; ++b) {
    for (std::int64_t i = 0; i < residual.columns; ++i) {
      residual.row<float>(b)[i] += delta.row<const float>(b)[i];
    }
  }
  rmsnorm(residual, weight, eps, out);
}

}  // namespace assay::reference
