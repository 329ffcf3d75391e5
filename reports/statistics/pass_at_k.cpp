#include "reports/statistics/pass_at_k.hpp"

#include <fmt/format.h>

#include "engine/core/error.hpp"

namespace assay::statistics {

namespace {

void require_counts(const char* metric, int n, int c, int k) {
  if (c < 0 || c > n || k < 1 || k > n) {
    throw UsageError(
        fmt::format("{}{} of {} samples, {} correct: needs 0 <= correct <= samples and 1 <= k "
                    "<= samples",
                    metric, k, n, c));
  }
}

/// C(m, k) / C(n, k), the chance that all of k drawn from n are among given m: the product over
/// i in (m, n] of 1 - k / i.
double all_among(int m, int n, int k) {
  if (m < k) {
    return 0.0;
  }
  double chance = 1.0;
  for (int i = m + 1; i <= n; ++i) {
    chance *= 1.0 - static_cast<double>(k) / i;
  }
  return chance;
}

}  // namespace

double pass_at_k(int n, int c, int k) {
  require_counts("pass@", n, c, k);
  return 1.0 - all_among(n - c, n, k);
}

double pass_hat_k(int n, int c, int k) {
  require_counts("pass^", n, c, k);
  return all_among(c, n, k);
}

double mean_at_k(int n, int c, int k) {
  require_counts("mean@", n, c, k);
  return static_cast<double>(c) / n;
}

}  // namespace assay::statistics
