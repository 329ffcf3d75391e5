#include "engine/backend/reference/rmsnorm.hpp"

#include <cmath>

namespace assay::reference {

namespace {

void norm_row(const float* x, const float* weight, double eps, float* out, std::int64_t n) {
  double squares = 0.0;
  for (std::int64_t i = 0; i < n; ++i) {
    squares += double{x[i]} * double{x[i]};
  }
  const double scale = 1.0 / std::sqrt(squares / static_cast<double>(n) + eps);
  for (std::int64_t i = 0; i < n; ++i) {
    out[i] = static_cast<float>(double{x[i]} * scale * double{weight[i]});
  }
}

}  // namespace

void rmsnorm(const Tensor& x, const Tensor& weight, double eps, const Tensor& out) {
  for (std::int64_t b = 0; b < x.rows; ++b) {
    norm_row(x.row<float>(b), weight.row<float>(0), eps, out.row<float>(b), x.columns);
  }
}

void head_rmsnorm(const Tensor& x, const Tensor& weight, int heads, double eps) {
  for (int head = 0; head < heads; ++head) {
    const Tensor part = x.column_range(head * weight.columns, weight.columns);
    rmsnorm(part, weight, eps, part);
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
