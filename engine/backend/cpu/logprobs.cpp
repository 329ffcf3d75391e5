#include "engine/backend/cpu/logprobs.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace assay::cpu {

namespace {

/// ln x for x >= 1, in plain fp64 arithmetic: the C library picks its logarithm by CPU. With
/// x = 2^n * m and m about 1, ln m = 2 artanh((m - 1) / (m + 1)) by its series, whose remainder is
/// below 1e-16 here.
double natural_log(double x) {
  int exponent = 0;
  double m = std::frexp(x, &exponent);  // in [0.5, 1)
  if (m < 0.70710678118654752) {
    m *= 2.0;
    --exponent;
  }
  const double s = (m - 1.0) / (m + 1.0);  // |s| < 0.172
  const double square = s * s;
  double series = 0.0;
  for (int k = 21; k >= 1; k -= 2) {
    series = series * square + 1.0 / k;
  }
  return 2.0 * s * series + exponent * 0.69314718055994531;
}

}  // namespace

Logprobs logprobs(const Kernels& kernels, const float* logits, int vocabulary, std::int32_t id,
                  int top) {
  const auto n = static_cast<std::size_t>(vocabulary);
  std::vector<float> exponentials(n);
  const double sum = kernels.softmax(logits, 1.0F, exponentials.data(), vocabulary);
  const double total = double{*std::max_element(logits, logits + vocabulary)} + natural_log(sum);
  const auto of = [&](std::int32_t token) {
    return static_cast<float>(double{logits[token]} - total);
  };
  std::vector<std::int32_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  std::partial_sort(order.begin(), order.begin() + top, order.end(),
                    [&](std::int32_t a, std::int32_t b) {
                      return logits[a] != logits[b] ? logits[a] > logits[b] : a < b;
                    });
  Logprobs out{of(id), {}};
  for (int i = 0; i < top; ++i) {
    const std::int32_t token = order[static_cast<std::size_t>(i)];
    out.top.push_back({token, of(token)});
  }
  return out;
}

}  // namespace assay::cpu
