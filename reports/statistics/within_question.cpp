#include "reports/statistics/within_question.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"
#include "reports/statistics/moments.hpp"

namespace assay::statistics {

ProblemMean problem_mean(int k, int c) {
  if (k < 1 || c < 0 || c > k) {
    throw UsageError(fmt::format(
        "mean of {} samples, {} correct: needs 0 <= correct <= samples and a sample", k, c));
  }
  const double p = static_cast<double>(c) / k;
  if (k < 2) {
    return {p, std::nullopt};
  }
  return {p, p * (1 - p) / (k - 1)};
}

ProblemMean problem_mean(std::span<const double> samples) {
  if (samples.empty()) {
    throw UsageError("mean of a problem without samples: leave the problem out and say so");
  }
  if (samples.size() < 2) {
    return {samples.front(), std::nullopt};
  }
  return {mean(samples), sample_variance(samples) / static_cast<double>(samples.size())};
}

VarianceParts variance_parts(const std::vector<ProblemMean>& problems) {
  if (problems.size() < 2) {
    return {0, 0, 0};
  }
  const auto n = static_cast<double>(problems.size());
  std::vector<double> means;
  means.reserve(problems.size());
  std::optional<double> noise = 0.0;
  for (const ProblemMean& problem : problems) {
    means.push_back(problem.mean);
    if (noise && problem.variance) {
      *noise += *problem.variance;
    } else {
      noise.reset();
    }
  }
  VarianceParts parts;
  if (noise) {
    parts.within = *noise / (n * n);
  }
  return with_total(parts, sample_variance(means) / n);
}

VarianceParts with_total(const VarianceParts& parts, double total) {
  VarianceParts result{total, parts.within, std::nullopt};
  if (parts.within) {
    result.between = std::max(0.0, total - *parts.within);
  }
  return result;
}

double within_question_error(const VarianceParts& parts) {
  if (!parts.within) {
    throw UsageError(
        "within-question error of one sample a problem is unknown: run with -k 2 or more");
  }
  return std::sqrt(*parts.within);
}

}  // namespace assay::statistics
