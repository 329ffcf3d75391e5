#include "reports/statistics/pass_at_k.hpp"

#include <fmt/format.h>

#include "engine/core/error.hpp"

namespace assay::statistics {

double pass_at_k(int n, int c, int k) {
  if (c < 0 || c > n || k < 1 || k > n) {
    throw UsageError(
        fmt::format("pass@{} of {} samples, {} correct: needs 0 <= correct <= samples and 1 <= k "
                    "<= samples",
                    k, n, c));
  }
  if (n - c < k) {
    return 1.0;
  }
  // C(n-c, k) / C(n, k) is the product over i in (n-c, n] of 1 - k / i.
  double all_wrong = 1.0;
  for (int i = n - c + 1; i <= n; ++i) {
    all_wrong *= 1.0 - static_cast<double>(k) / i;
  }
  return 1.0 - all_wrong;
}

}  // namespace assay::statistics
