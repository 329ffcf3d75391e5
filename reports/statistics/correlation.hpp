// Whether two quantities of the same problems go together.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "reports/statistics/intervals.hpp"

namespace assay::statistics {

struct Correlation {
  double value = 0;  ///< in [-1, 1]
  Interval interval;
  std::size_t pairs = 0;
};

/// Spearman's rank correlation: Pearson's of the ranks, ties sharing their mean rank. The interval
/// is Fisher's, tanh(atanh(r) +- z sqrt((1 + r^2 / 2) / (n - 3))), where r = +-1, which would leave
/// no room, counts as if two neighbouring ranks had changed places. Pairs must be independent:
/// problems, not samples of one. Absent for fewer than four pairs, or where one side is constant.
/// Throws UsageError if the sizes differ. Source: Bonett and Wright 2000, "Sample size requirements
/// for estimating Pearson, Kendall and Spearman correlations", Psychometrika 65, for the error.
[[nodiscard]] std::optional<Correlation> rank_correlation(const std::vector<double>& x,
                                                          const std::vector<double>& y,
                                                          double confidence = 0.95);

}  // namespace assay::statistics
