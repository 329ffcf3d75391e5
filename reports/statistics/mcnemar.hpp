// Did the right-or-wrong answers of two runs change? For one sample a problem.
#pragma once

namespace assay::statistics {

/// Exact p-values under "a flip goes either way with chance 1/2".
struct McNemar {
  double worse = 1;      ///< P(at least so many of the flips went from right to wrong)
  double better = 1;     ///< P(at least so many went from wrong to right)
  double two_sided = 1;  ///< twice the smaller, at most 1
};

/// `lost` problems went from right to wrong, `gained` from wrong to right; the rest says nothing.
/// Binomial(lost + gained, 1/2). No flips: all 1. Throws UsageError below 0.
/// Source: McNemar 1947, Psychometrika 12; exact form as in Agresti, "Categorical data
/// analysis", section 11.1.
[[nodiscard]] McNemar mcnemar(int lost, int gained);

}  // namespace assay::statistics
