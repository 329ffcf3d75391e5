#include "engine/backend/reference/experts.hpp"

#include <vector>

#include "engine/backend/reference/element.hpp"
#include "engine/backend/reference/gate.hpp"

namespace assay::reference {

namespace {

/// weight x + row `expert` of the bias, if there is one.
std::vector<double> multiply(const Tensor& weight, const Tensor& bias, std::int64_t expert,
                             const std::vector<double>& x) {
  std::vector<double> out;
  for (std::int64_t o = 0; o < weight.rows; ++o) {
    double sum = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      sum += x[i] * element(weight, o, static_cast<std::int64_t>(i));
    }
    out.push_back(sum + (bias.empty() ? 0.0 : element(bias, expert, o)));
  }
  return out;
}

std::vector<double> feed_forward(const Experts& op, std::int64_t expert,
                                 const std::vector<double>& x) {
  const std::int64_t inner = op.down.columns;
  const std::vector<double> both =
      multiply(op.gate_up.row_range(expert * 2 * inner, 2 * inner), op.gate_up_bias, expert, x);
  std::vector<double> hidden;
  for (std::size_t i = 0; i < both.size() / 2; ++i) {
    hidden.push_back(apply_gate(op.gate, both[i], both[both.size() / 2 + i]));
  }
  const auto out = static_cast<std::int64_t>(x.size());
  return multiply(op.down.row_range(expert * out, out), op.down_bias, expert, hidden);
}

std::vector<double> routed(const Experts& op, std::int64_t row) {
  const auto* begin = op.x.row<const float>(row);
  const std::vector<double> x(begin, begin + op.x.columns);
  std::vector<double> sum(x.size());
  for (std::int64_t slot = 0; slot < op.experts.columns; ++slot) {
    const std::vector<double> y = feed_forward(op, op.experts.row<std::int32_t>(row)[slot], x);
    for (std::size_t i = 0; i < sum.size(); ++i) {
      sum[i] += double{op.weights.row<float>(row)[slot]} * y[i];
    }
  }
  return sum;
}

}  // namespace

void experts(const Experts& op) {
  for (std::int64_t b = 0; b < op.x.rows; ++b) {
    const std::vector<double> sum = routed(op, b);
    for (std::size_t i = 0; i < sum.size(); ++i) {
      const double shared = op.shared.empty() ? 0.0 : double{op.shared.row<const float>(b)[i]};
      op.out.row<float>(b)[i] = static_cast<float>(sum[i] + shared);
    }
  }
}

}  // namespace assay::reference
