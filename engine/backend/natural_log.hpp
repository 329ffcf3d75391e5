// The logarithm of the backends' log-probabilities: the C library picks its own by CPU.
#pragma once

#include <cmath>

namespace assay {

/// ln x for x >= 1, in plain fp64 arithmetic. With x = 2^n * m and m about 1, ln m = 2 artanh((m -
/// 1) / (m + 1)) by its series, whose remainder is below 1e-16 here.
[[nodiscard]] inline double natural_log(double x) {
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

}  // namespace assay
