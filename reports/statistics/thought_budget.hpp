// Accuracy against the tokens of thought that a run allows.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace assay::statistics {

/// One sample.
struct Thought {
  std::size_t tokens = 0;  ///< of thought
  bool correct = false;
  bool truncated = false;  ///< ran out of tokens: how long it would have thought is unknown
};

/// Samples by problem.
using Thoughts = std::vector<std::vector<Thought>>;

/// Shares are means over problems; errors are question-level, clustered where problems come in
/// clusters (standard_error.hpp).
struct BudgetPoint {
  std::size_t budget = 0;  ///< tokens of thought
  double accuracy = 0;     ///< right within the budget; thinking longer counts as wrong
  std::optional<double> accuracy_error;  ///< absent below two problems
  double finished = 0;                   ///< ended their thinking within the budget, right or wrong
  std::optional<double> accuracy_of_finished;  ///< pooled over samples that finished, if any did
  std::size_t censored = 0;  ///< truncated below the budget, which leaves open what they had done:
                             ///< `accuracy`, `finished` are lower bounds
};

/// What the run would have scored, had thinking been cut at each budget and a cut answer been
/// wrong: one run gives the whole curve, since a sample's tokens do not depend on its limit.
/// (Budget forcing, which lets a cut thought still answer, is a run of its own.)
/// `clusters` as for clustered_standard_error(), or empty: each problem stands alone.
/// Throws UsageError for no problems or a problem without samples.
/// Source: the definition; such curves in Muennighoff et al. 2025, "s1", arXiv 2501.19393.
[[nodiscard]] std::vector<BudgetPoint> accuracy_by_budget(
    const Thoughts& problems, const std::vector<std::size_t>& budgets,
    const std::vector<std::string>& clusters = {});

/// Mean over problems of the share of truncated samples. Throws as above.
[[nodiscard]] double truncation_rate(const Thoughts& problems);

}  // namespace assay::statistics
