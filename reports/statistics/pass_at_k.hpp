// pass@k of one problem.
#pragma once

namespace assay::statistics {

/// Chance that k samples drawn without replacement from n, of which c are correct, hold a
/// correct one: 1 - C(n-c, k) / C(n, k), as a product, so nothing overflows.
/// Throws UsageError unless 0 <= c <= n, 1 <= k <= n: beyond n nothing is unbiased.
/// Source: Chen et al. 2021, arXiv 2107.03374, equation 1.
[[nodiscard]] double pass_at_k(int n, int c, int k);

}  // namespace assay::statistics
