// One metric of one suite in two runs, problem by problem.
#pragma once

#include <string>
#include <vector>

#include "reports/compare/metric_text.hpp"
#include "reports/compare/scores.hpp"
#include "reports/statistics/paired.hpp"

namespace assay {

enum class Metric { pass_at_1, pass_at_k, cons_at_k, thinking, truncated, unparsed, cost };

/// Whether it lies in [0, 1]; else it counts tokens or money, a sample.
[[nodiscard]] bool is_share(Metric metric) noexcept;

/// The judged samples of one problem that are compared, of either run, never none.
struct MatchedProblem {
  const ProblemScores* problem = nullptr;
  std::vector<SampleScore> a;
  std::vector<SampleScore> b;
  bool by_sample = false;  ///< sample j of both drew the same random numbers
};

struct PairedMetric {
  Metric metric = Metric::pass_at_1;
  int k = 1;                ///< of pass@k and cons@k
  std::string unit;         ///< "%", "tokens" or a currency
  std::size_t samples = 1;  ///< a problem, the fewer of the two runs'
  double mean_a = 0;
  double mean_b = 0;
  /// In the order of the problems that have this metric, at least one.
  std::vector<std::string> problems;
  std::vector<statistics::ProblemMean> a;
  std::vector<statistics::ProblemMean> difference;  ///< B less A
  statistics::PairedOptions options;                ///< clusters, flips not seen, what is possible

  /// "pass@8", "thought tokens".
  [[nodiscard]] std::string name() const;
  [[nodiscard]] Scale scale() const noexcept;

  /// B less A.
  [[nodiscard]] statistics::PairedDifference change() const;

  /// The same with the error of B - (1 + growth) A, which decides whether B is more than `growth`
  /// above A, e.g. 0.1 for a tenth: a test of a ratio of means without dividing. The difference
  /// stays B less A, and the margin is growth x mean_a. The part of the error that more samples
  /// mend is taken as for the difference. Source: Fieller 1954, "Some problems in interval
  /// estimation".
  [[nodiscard]] statistics::PairedDifference change_beyond(double growth) const;
};

/// Empty problems where no problem has the metric: k above the samples, answers without a
/// canonical form (`votes`). `k` counts for pass@k and cons@k only. `unit` as above.
[[nodiscard]] PairedMetric paired_metric(Metric metric, int k, const std::string& unit,
                                         const std::vector<MatchedProblem>& problems);

}  // namespace assay
