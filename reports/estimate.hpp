// A mean over problems with all that is known of its error: what every view prints of a metric.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "reports/statistics/intervals.hpp"
#include "reports/statistics/within_question.hpp"

namespace assay {

/// A mean over problems. Shares are in [0, 1].
struct Estimate {
  double value = 0;
  std::optional<double> standard_error;  ///< question-level, cluster-aware; absent below 2 units
  std::size_t problems = 0;              ///< that entered the mean
  std::size_t units = 0;                 ///< independent ones: clusters, else problems
  std::optional<statistics::Interval> interval;  ///< 95 %; absent below 2 units
  bool interval_falls_short = false;             ///< see statistics::interval_falls_short
  std::optional<double> within_error;            ///< of the same problems, sampled again

  [[nodiscard]] bool clustered() const noexcept { return units < problems; }
};

struct EstimateAtK {
  int k = 1;
  Estimate estimate;
};

/// One problem's score and the cluster that it belongs to; empty: it stands alone.
struct Score {
  statistics::ProblemMean mean;
  std::string cluster;
};

/// Of scores in [0, 1]; the interval is statistics::mean_interval.
[[nodiscard]] Estimate estimate_share(const std::vector<Score>& scores);

/// Of scores of any size, e.g. tokens; the interval is Student's t.
[[nodiscard]] Estimate estimate_mean(const std::vector<Score>& scores);

}  // namespace assay
