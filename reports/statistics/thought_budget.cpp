#include "reports/statistics/thought_budget.hpp"

#include <fmt/format.h>

#include "engine/core/error.hpp"
#include "reports/statistics/moments.hpp"
#include "reports/statistics/standard_error.hpp"

namespace assay::statistics {

namespace {

void require_samples(const Thoughts& problems) {
  if (problems.empty()) {
    throw UsageError("tokens of thought of no problems: needs at least one");
  }
  for (std::size_t i = 0; i < problems.size(); ++i) {
    if (problems[i].empty()) {
      throw UsageError(
          fmt::format("tokens of thought: problem {} has no samples; leave it out and say so", i));
    }
  }
}

/// Of each problem, the share of samples that `holds` is true of.
template <typename Predicate>
std::vector<double> shares(const Thoughts& problems, Predicate holds) {
  std::vector<double> result;
  result.reserve(problems.size());
  for (const auto& samples : problems) {
    std::size_t count = 0;
    for (const Thought& sample : samples) {
      count += holds(sample) ? 1 : 0;
    }
    result.push_back(static_cast<double>(count) / static_cast<double>(samples.size()));
  }
  return result;
}

template <typename Predicate>
std::size_t count(const Thoughts& problems, Predicate holds) {
  std::size_t result = 0;
  for (const auto& samples : problems) {
    for (const Thought& sample : samples) {
      result += holds(sample) ? 1 : 0;
    }
  }
  return result;
}

BudgetPoint at_budget(const Thoughts& problems, std::size_t budget,
                      const std::vector<std::string>& clusters) {
  const auto finished = [budget](const Thought& sample) {
    return !sample.truncated && sample.tokens <= budget;
  };
  const auto right = [&](const Thought& sample) { return sample.correct && finished(sample); };
  const std::vector<double> scores = shares(problems, right);
  BudgetPoint point;
  point.budget = budget;
  point.accuracy = mean(scores);
  if (scores.size() >= 2) {
    point.accuracy_error =
        clusters.empty() ? standard_error(scores) : clustered_standard_error(scores, clusters);
  }
  point.finished = mean(shares(problems, finished));
  if (const std::size_t done = count(problems, finished); done > 0) {
    point.accuracy_of_finished =
        static_cast<double>(count(problems, right)) / static_cast<double>(done);
  }
  point.censored = count(problems, [budget](const Thought& sample) {
    return sample.truncated && sample.tokens < budget;
  });
  return point;
}

}  // namespace

std::vector<BudgetPoint> accuracy_by_budget(const Thoughts& problems,
                                            const std::vector<std::size_t>& budgets,
                                            const std::vector<std::string>& clusters) {
  require_samples(problems);
  std::vector<BudgetPoint> curve;
  curve.reserve(budgets.size());
  for (const std::size_t budget : budgets) {
    curve.push_back(at_budget(problems, budget, clusters));
  }
  return curve;
}

double truncation_rate(const Thoughts& problems) {
  require_samples(problems);
  return mean(shares(problems, [](const Thought& sample) { return sample.truncated; }));
}

}  // namespace assay::statistics
