// cons@k of one problem from n >= k samples, as an average over all subsets.
#pragma once

#include <vector>

namespace assay::statistics {

/// The answers that n samples of one problem gave, by canonical form.
struct Votes {
  int correct = 0;         ///< samples with the right answer: one party
  std::vector<int> wrong;  ///< samples a distinct wrong answer, in any order
  int missing = 0;         ///< samples without an answer: drawn, but they do not vote
};

/// Expected score of the majority vote of k samples drawn without replacement: 1 where the right
/// answer leads alone, 1/t in a tie of t answers that holds it, else 0 (nobody votes: 0).
///
/// Exact, without enumerating subsets. The classes' shares in the subset follow the multivariate
/// hypergeometric law, which is that of independent binomials X_a ~ B(m_a, k/n) given that they
/// sum to k. For each number j of right answers drawn, a table over (drawn so far, classes tied at
/// j) runs through the classes that can reach j; those that cannot are pooled. All terms are
/// positive, so no digits cancel. Time O(n k^2 log k), memory O(k^2): n = 64, k = 32 takes below a
/// millisecond whatever the classes.
/// Throws UsageError unless all counts are >= 0 and 1 <= k <= n.
/// Source: majority vote from Wang et al. 2022, "Self-consistency", arXiv 2203.11171; subsets as
/// for pass@k (Chen et al. 2021).
[[nodiscard]] double cons_at_k(const Votes& votes, int k);

}  // namespace assay::statistics
