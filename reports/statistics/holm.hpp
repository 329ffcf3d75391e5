// Several tests at once.
#pragma once

#include <vector>

namespace assay::statistics {

/// p-values adjusted so that rejecting those <= alpha errs anywhere with chance <= alpha, whatever
/// the dependence. Ascending p(1..m): the running maximum of (m - i + 1) p(i), at most 1; in the
/// order given. Throws UsageError for a p outside [0, 1].
/// Source: Holm 1979, "A simple sequentially rejective multiple test procedure".
[[nodiscard]] std::vector<double> holm(const std::vector<double>& p_values);

}  // namespace assay::statistics
