#include "reports/estimate.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "reports/statistics/moments.hpp"
#include "reports/statistics/standard_error.hpp"

namespace assay {

namespace {

std::size_t count_units(const std::vector<std::string>& clusters) {
  std::unordered_set<std::string> named;
  std::size_t alone = 0;
  for (const std::string& cluster : clusters) {
    if (cluster.empty()) {
      ++alone;
    } else {
      named.insert(cluster);
    }
  }
  return alone + named.size();
}

/// All but the interval.
Estimate estimate(const std::vector<Score>& scores) {
  std::vector<statistics::ProblemMean> means;
  std::vector<double> values;
  std::vector<std::string> clusters;
  for (const Score& score : scores) {
    means.push_back(score.mean);
    values.push_back(score.mean.mean);
    clusters.push_back(score.cluster);
  }
  Estimate result;
  result.problems = scores.size();
  result.units = count_units(clusters);
  result.value = statistics::mean(values);
  if (result.units >= 2) {
    result.standard_error = statistics::clustered_standard_error(values, clusters);
  }
  if (!scores.empty() && std::all_of(means.begin(), means.end(),
                                     [](const auto& mean) { return mean.variance.has_value(); })) {
    double sum = 0;
    for (const statistics::ProblemMean& mean : means) {
      sum += *mean.variance;
    }
    result.within_error = std::sqrt(sum) / static_cast<double>(means.size());
  }
  return result;
}

}  // namespace

Estimate estimate_share(const std::vector<Score>& scores) {
  Estimate result = estimate(scores);
  result.value = std::clamp(result.value, 0.0, 1.0);  // a sum of shares may round beyond
  if (result.standard_error) {
    result.interval = statistics::mean_interval(result.value, *result.standard_error, result.units);
    result.interval_falls_short = statistics::interval_falls_short(result.value, result.units);
  }
  return result;
}

Estimate estimate_mean(const std::vector<Score>& scores) {
  Estimate result = estimate(scores);
  if (result.standard_error) {
    result.interval = statistics::t_interval(result.value, *result.standard_error,
                                             static_cast<double>(result.units - 1));
  }
  return result;
}

}  // namespace assay
