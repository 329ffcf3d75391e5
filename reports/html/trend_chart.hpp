// A metric over runs in the order in which they were named: checkpoints of a training run, say.
#pragma once

#include <string>
#include <vector>

#include "reports/estimate.hpp"

namespace assay::html {

enum class TrendScale { percent, tokens };

struct TrendPoint {
  std::string run;  ///< "A"
  Estimate estimate;
};

/// `title` is markup. Empty for fewer than two points that have the metric.
[[nodiscard]] std::string trend_chart(const std::string& title, TrendScale scale,
                                      const std::vector<TrendPoint>& points);

}  // namespace assay::html
