#include "reports/compare/paired_metric.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>

#include "reports/statistics/cons_at_k.hpp"
#include "reports/statistics/pass_at_k.hpp"

namespace assay {

namespace {

using statistics::ProblemMean;
using Samples = std::vector<SampleScore>;

double value_of(Metric metric, const SampleScore& sample) {
  switch (metric) {
    case Metric::thinking:
      return sample.thinking;
    case Metric::cost:
      return sample.cost;
    case Metric::truncated:
      return sample.outcome == Outcome::truncated ? 1 : 0;
    case Metric::unparsed:
      return sample.outcome == Outcome::unparsed ? 1 : 0;
    default:
      return sample.outcome == Outcome::correct ? 1 : 0;
  }
}

std::vector<double> values_of(Metric metric, const Samples& samples) {
  std::vector<double> values;
  values.reserve(samples.size());
  for (const SampleScore& sample : samples) {
    values.push_back(value_of(metric, sample));
  }
  return values;
}

int count_correct(const Samples& samples) {
  return static_cast<int>(
      std::count_if(samples.begin(), samples.end(),
                    [](const SampleScore& sample) { return sample.outcome == Outcome::correct; }));
}

statistics::Votes votes_of(const Samples& samples) {
  statistics::Votes votes;
  for (const SampleScore& sample : samples) {
    if (sample.party < 0) {
      ++votes.missing;
    } else if (sample.party == 0) {
      ++votes.correct;
    } else {
      const auto party = static_cast<std::size_t>(sample.party);
      votes.wrong.resize(std::max(votes.wrong.size(), party));
      ++votes.wrong[party - 1];
    }
  }
  std::erase(votes.wrong, 0);
  return votes;
}

bool is_at_k(Metric metric) { return metric == Metric::pass_at_k || metric == Metric::cons_at_k; }

ProblemMean at_k(Metric metric, int k, const Samples& samples) {
  const auto n = static_cast<int>(samples.size());
  return {metric == Metric::pass_at_k ? statistics::pass_at_k(n, count_correct(samples), k)
                                      : statistics::cons_at_k(votes_of(samples), k),
          std::nullopt};
}

struct PairOfMeans {
  ProblemMean a;
  ProblemMean b;
  ProblemMean difference;
};

PairOfMeans means_of(Metric metric, int k, const MatchedProblem& problem) {
  if (is_at_k(metric)) {
    const ProblemMean a = at_k(metric, k, problem.a);
    const ProblemMean b = at_k(metric, k, problem.b);
    return {a, b, statistics::difference_by_mean(a, b)};
  }
  const std::vector<double> a = values_of(metric, problem.a);
  const std::vector<double> b = values_of(metric, problem.b);
  const ProblemMean mean_a = statistics::problem_mean(a);
  const ProblemMean mean_b = statistics::problem_mean(b);
  return {mean_a, mean_b,
          problem.by_sample ? statistics::difference_by_sample(a, b)
                            : statistics::difference_by_mean(mean_a, mean_b)};
}

/// Sums over problems while they are added.
struct Totals {
  double a = 0;
  double b = 0;
  double samples_a = 0;
  double samples_b = 0;
};

/// An option without clusters where every problem is one of its own.
void drop_lone_clusters(std::vector<std::string>& clusters) {
  if (std::all_of(clusters.begin(), clusters.end(),
                  [](const std::string& key) { return key.empty(); })) {
    clusters.clear();
  }
}

void finish(PairedMetric& metric, const Totals& totals) {
  const auto n = static_cast<double>(metric.problems.size());
  metric.mean_a = totals.a / n;
  metric.mean_b = totals.b / n;
  metric.samples =
      static_cast<std::size_t>(std::max(1.0, std::min(totals.samples_a, totals.samples_b) / n));
  drop_lone_clusters(metric.options.clusters);
  if (is_share(metric.metric)) {
    metric.options.most = 1;
    const double draws = is_at_k(metric.metric) ? n * metric.k : n;
    const auto units = static_cast<std::size_t>(metric.change().degrees_of_freedom) + 1;
    metric.options.unseen_variance =
        statistics::unseen_flip_variance(units, totals.samples_a / draws, totals.samples_b / draws);
  }
}

}  // namespace

bool is_share(Metric metric) noexcept {
  return metric != Metric::thinking && metric != Metric::cost;
}

std::string PairedMetric::name() const {
  switch (metric) {
    case Metric::pass_at_1:
      return "pass@1";
    case Metric::pass_at_k:
      return fmt::format("pass@{}", k);
    case Metric::cons_at_k:
      return fmt::format("cons@{}", k);
    case Metric::thinking:
      return "thought tokens";
    case Metric::truncated:
      return "truncated";
    case Metric::unparsed:
      return "unparsed";
    case Metric::cost:
      break;
  }
  return fmt::format("cost, {}", unit);
}

Scale PairedMetric::scale() const noexcept {
  if (is_share(metric)) {
    return Scale::share;
  }
  return metric == Metric::cost && unit != "tokens" ? Scale::money : Scale::count;
}

statistics::PairedDifference PairedMetric::change() const {
  return statistics::paired_difference(difference, options);
}

statistics::PairedDifference PairedMetric::change_beyond(double growth) const {
  std::vector<ProblemMean> rows = difference;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].mean -= growth * (a[i].mean - mean_a);
  }
  return statistics::paired_difference(rows, options);
}

PairedMetric paired_metric(Metric metric, int k, const std::string& unit,
                           const std::vector<MatchedProblem>& problems) {
  PairedMetric result;
  result.metric = metric;
  result.k = k;
  result.unit = unit;
  Totals totals;
  for (const MatchedProblem& matched : problems) {
    const auto fewer = static_cast<int>(std::min(matched.a.size(), matched.b.size()));
    if (is_at_k(metric) && fewer < k) {
      continue;
    }
    const PairOfMeans means = means_of(metric, k, matched);
    totals.a += means.a.mean;
    totals.b += means.b.mean;
    totals.samples_a += static_cast<double>(matched.a.size());
    totals.samples_b += static_cast<double>(matched.b.size());
    result.problems.push_back(matched.problem->id);
    result.a.push_back(means.a);
    result.difference.push_back(means.difference);
    result.options.clusters.push_back(matched.problem->cluster);
  }
  if (!result.problems.empty()) {
    finish(result, totals);
  }
  return result;
}

}  // namespace assay
