#include "engine/backend/reference/linear.hpp"

#include "engine/backend/reference/element.hpp"

namespace assay::reference {

void linear(const Tensor& x, const Tensor& weight, const Tensor& out) {
  for (std::int64_t b = 0; b < x.rows; ++b) {
    for (std::int64_t o = 0; o < weight.rows; ++o) {
      double sum = 0.0;
      for (std::int64_t i = 0; i < x.columns; ++i) {
        sum += element(x, b, i) * element(weight, o, i);
      }
      out.row<float>(b)[o] = static_cast<float>(sum);
    }
  }
}

void head_linear(const HeadLinear& op) {
  const std::int64_t features = op.weight.rows / op.heads;
  for (std::int64_t h = 0; h < op.heads; ++h) {
    linear(op.x.column_range(h * op.x_stride, op.weight.columns),
           op.weight.row_range(h * features, features),
           op.out.column_range(h * op.out_stride, features));
  }
}

}  // namespace assay::reference
