#include "reports/statistics/paired.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/core/error.hpp"
#include "reports/statistics/distributions.hpp"
#include "reports/statistics/moments.hpp"
#include "reports/statistics/standard_error.hpp"

namespace assay::statistics {

namespace {

std::size_t count_units(const std::vector<std::string>& clusters, std::size_t problems) {
  if (clusters.empty()) {
    return problems;
  }
  const std::set<std::string> keys(clusters.begin(), clusters.end());
  const auto alone = static_cast<std::size_t>(std::count(clusters.begin(), clusters.end(), ""));
  return alone == 0 ? keys.size() : keys.size() - 1 + alone;
}

void require_keys(std::size_t problems, const PairedOptions& options) {
  if (problems == 0) {
    throw UsageError("paired difference of no problems: the runs share none that both have scored");
  }
  if (!options.clusters.empty() && options.clusters.size() != problems) {
    throw UsageError(
        fmt::format("paired difference: {} cluster keys for {} problems; give one each",
                    options.clusters.size(), problems));
  }
}

}  // namespace

ProblemMean difference_by_sample(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size()) {
    throw UsageError(
        fmt::format("paired samples: {} of run A, {} of run B; pair the problem's means instead",
                    a.size(), b.size()));
  }
  std::vector<double> differences(a.size());
  for (std::size_t j = 0; j < a.size(); ++j) {
    differences[j] = b[j] - a[j];
  }
  return problem_mean(differences);
}

ProblemMean difference_by_mean(const ProblemMean& a, const ProblemMean& b) {
  ProblemMean result{b.mean - a.mean, std::nullopt};
  if (a.variance && b.variance) {
    result.variance = *a.variance + *b.variance;
  }
  return result;
}

double PairedDifference::lower_bound(double confidence) const {
  if (!standard_error) {
    return -std::numeric_limits<double>::infinity();
  }
  return std::max(-most,
                  difference - student_quantile(confidence, degrees_of_freedom) * *standard_error);
}

double PairedDifference::upper_bound(double confidence) const {
  if (!standard_error) {
    return std::numeric_limits<double>::infinity();
  }
  return std::min(most,
                  difference + student_quantile(confidence, degrees_of_freedom) * *standard_error);
}

Interval PairedDifference::interval(double confidence) const {
  const double one_sided = (1 + confidence) / 2;
  return {lower_bound(one_sided), upper_bound(one_sided)};
}

PairedDifference paired_difference(const std::vector<ProblemMean>& differences,
                                   const PairedOptions& options) {
  require_keys(differences.size(), options);
  std::vector<double> means;
  means.reserve(differences.size());
  for (const ProblemMean& problem : differences) {
    means.push_back(problem.mean);
  }
  PairedDifference result;
  result.difference = mean(means);
  result.problems = means.size();
  result.most = options.most;
  const std::size_t units = count_units(options.clusters, means.size());
  result.degrees_of_freedom = static_cast<double>(units - 1);
  result.parts = variance_parts(differences);
  double total = result.parts.total;
  if (!options.clusters.empty()) {
    const double clustered = clustered_standard_error(means, options.clusters);
    total = clustered * clustered;
  }
  if (result.parts.within) {
    *result.parts.within += options.unseen_variance;
  }
  result.parts = with_total(result.parts, total + options.unseen_variance);
  if (units >= 2) {
    result.standard_error = std::sqrt(result.parts.total);
  }
  return result;
}

double unseen_flip_variance(std::size_t units, double samples_a, double samples_b) {
  if (units == 0 || !(samples_a > 0) || !(samples_b > 0)) {
    throw UsageError(fmt::format(
        "variance of unseen flips over {} problems, {} and {} samples: needs more than 0 of each",
        units, samples_a, samples_b));
  }
  const auto n = static_cast<double>(units);
  return (1 / samples_a + 1 / samples_b) / (n * n);
}

}  // namespace assay::statistics
