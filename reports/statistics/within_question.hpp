// Where the error of a mean over problems comes from: the choice of problems, or the few samples
// of each. Only the second falls with more samples.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace assay::statistics {

/// One problem: the mean over its samples, and how far chance alone moves that mean.
struct ProblemMean {
  double mean = 0;
  std::optional<double> variance;  ///< of `mean`, by sampling: s^2 / k; absent for k < 2
};

/// Of k right-or-wrong samples, c right: variance c (k - c) / (k^2 (k - 1)). Throws UsageError
/// unless 0 <= c <= k, k >= 1.
[[nodiscard]] ProblemMean problem_mean(int k, int c);

/// Of any metric, e.g. tokens of thought. Throws UsageError for no samples.
[[nodiscard]] ProblemMean problem_mean(std::span<const double> samples);

/// Squares of standard errors of the mean over problems.
struct VarianceParts {
  double total = 0;               ///< the question-level error, which holds both parts
  std::optional<double> within;   ///< of the same problems, sampled again; absent if unknown
  std::optional<double> between;  ///< total less within, not below 0: more samples leave it
};

/// total = sample variance of the means / n (law of total variance: it already holds the sampling
/// noise); within = (sum of the problems' variances) / n^2. `within` is unknown if any problem's
/// is. All 0 for fewer than two problems.
/// Source: Miller 2024, "Adding error bars to evals", arXiv 2411.00640, sections 2.1 and 3.1.
[[nodiscard]] VarianceParts variance_parts(const std::vector<ProblemMean>& problems);

/// Replaces the total, e.g. by a clustered one.
[[nodiscard]] VarianceParts with_total(const VarianceParts& parts, double total);

/// sqrt(within): how far the mean moves if the same problems are sampled again with another seed.
/// It says nothing of other problems. Throws UsageError where it is unknown.
[[nodiscard]] double within_question_error(const VarianceParts& parts);

}  // namespace assay::statistics
