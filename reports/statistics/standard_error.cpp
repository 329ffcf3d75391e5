#include "reports/statistics/standard_error.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/core/error.hpp"
#include "reports/statistics/moments.hpp"

namespace assay::statistics {

double standard_error(const std::vector<double>& scores) {
  return scores.empty() ? 0.0
                        : std::sqrt(sample_variance(scores) / static_cast<double>(scores.size()));
}

double clustered_standard_error(const std::vector<double>& scores,
                                const std::vector<std::string>& clusters) {
  if (scores.size() != clusters.size()) {
    throw UsageError("clustered standard error: one cluster key a score is needed");
  }
  if (scores.size() < 2) {
    return 0.0;
  }
  struct Sums {
    double deviation = 0;
    double square = 0;
  };
  std::map<std::string, Sums> within;
  const double center = mean(scores);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (!clusters[i].empty()) {
      const double deviation = scores[i] - center;
      within[clusters[i]].deviation += deviation;
      within[clusters[i]].square += deviation * deviation;
    }
  }
  // The sum over all pairs i != j of a cluster is (sum of deviations)^2 less the squares.
  double covariance = 0;
  for (const auto& [key, sums] : within) {
    covariance += sums.deviation * sums.deviation - sums.square;
  }
  const auto n = static_cast<double>(scores.size());
  return std::sqrt(std::max(0.0, sample_variance(scores) / n + covariance / (n * n)));
}

}  // namespace assay::statistics
