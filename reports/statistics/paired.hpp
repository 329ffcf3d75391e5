// The difference of two runs over the same problems. What both find hard cancels, so it is far
// surer than the difference of their two means.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reports/statistics/intervals.hpp"
#include "reports/statistics/within_question.hpp"

namespace assay::statistics {

/// B less A on one problem, where sample j of both shares its random numbers: mean and variance
/// of the sample differences. Throws UsageError for different or no samples.
[[nodiscard]] ProblemMean difference_by_sample(std::span<const double> a,
                                               std::span<const double> b);

/// B less A on one problem, where samples are independent: the variances add, and are unknown if
/// either is.
[[nodiscard]] ProblemMean difference_by_mean(const ProblemMean& a, const ProblemMean& b);

struct PairedDifference {
  double difference = 0;                 ///< mean over problems of B less A
  std::optional<double> standard_error;  ///< absent below two problems (or clusters)
  double degrees_of_freedom = 0;         ///< problems (or clusters) less one
  std::size_t problems = 0;
  VarianceParts parts;                                    ///< of standard_error^2
  double most = std::numeric_limits<double>::infinity();  ///< PairedOptions::most

  /// One-sided bounds by Student's t, which is the normal's for many problems and honest for
  /// thirty: with `confidence` the true difference is above (below) them. Cut at what is
  /// possible (`most`); infinite without an error.
  [[nodiscard]] double lower_bound(double confidence = 0.95) const;
  [[nodiscard]] double upper_bound(double confidence = 0.95) const;
  /// Two-sided, by t.
  [[nodiscard]] Interval interval(double confidence = 0.95) const;
};

struct PairedOptions {
  std::vector<std::string>
      clusters;                ///< empty, or a key a problem (empty key: a cluster of its own)
  double unseen_variance = 0;  ///< added to the variance; see unseen_flip_variance
  /// That a difference can be either way: 1 for shares.
  double most = std::numeric_limits<double>::infinity();
};

/// Mean of the problems' differences; its error is that of their mean (clustered where there are
/// clusters). Throws UsageError for no problems, or where clusters are given for another number of
/// problems.
/// Source: Miller 2024, arXiv 2411.00640, section 4.2 (paired), 2.2 (clusters), 3.1 (parts).
[[nodiscard]] PairedDifference paired_difference(const std::vector<ProblemMean>& differences,
                                                 const PairedOptions& options = {});

/// Flips that too few samples could not show: without it, two runs that get ten easy problems
/// right would have a difference of 0 with an error of 0. The variance of four further problems
/// that either run solves half the time: (1 / samples_a + 1 / samples_b) / units^2. For shares
/// (accuracy, truncation). `units`: problems or clusters. Throws UsageError for a 0.
/// Source: Agresti and Coull 1998, "Approximate is better than exact", four pseudo-observations;
/// for pairs Agresti and Min 2005. Carried over to means of samples by us; README.md has the
/// simulation.
[[nodiscard]] double unseen_flip_variance(std::size_t units, double samples_a, double samples_b);

}  // namespace assay::statistics
