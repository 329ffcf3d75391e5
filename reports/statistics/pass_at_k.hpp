// What k samples of one problem would have given: pass@k, pass^k and mean@k, from n samples of
// which c are correct. Each is the average over all subsets of size k, so no order of the
// samples matters and nothing is biased; beyond n nothing unbiased exists.
#pragma once

namespace assay::statistics {

/// Chance that k samples drawn without replacement hold a correct one: 1 - C(n-c, k) / C(n, k),
/// as a product, so nothing overflows. Throws UsageError unless 0 <= c <= n, 1 <= k <= n.
/// Source: Chen et al. 2021, arXiv 2107.03374, equation 1.
[[nodiscard]] double pass_at_k(int n, int c, int k);

/// pass^k, the chance that all k are correct: C(c, k) / C(n, k). Throws as above.
/// Source: Yao et al. 2024, "tau-bench", arXiv 2406.12045, section 3.
[[nodiscard]] double pass_hat_k(int n, int c, int k);

/// mean@k, the expected share of correct ones among k: c / n for every k. What k changes is the
/// error; see within_question.hpp. Throws as above.
[[nodiscard]] double mean_at_k(int n, int c, int k);

}  // namespace assay::statistics
