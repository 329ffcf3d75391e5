#include "reports/statistics/think_tokens.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"

namespace assay::statistics {

namespace {

/// `sorted` is not empty.
double quantile(const std::vector<std::size_t>& sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double fraction = position - static_cast<double>(below);
  return (1 - fraction) * static_cast<double>(sorted[below]) +
         fraction * static_cast<double>(sorted[above]);
}

}  // namespace

TokenStatistics token_statistics(std::vector<std::size_t> tokens) {
  TokenStatistics result;
  if (tokens.empty()) {
    return result;
  }
  std::sort(tokens.begin(), tokens.end());
  double sum = 0;
  for (const std::size_t count : tokens) {
    sum += static_cast<double>(count);
  }
  result.count = tokens.size();
  result.mean = sum / static_cast<double>(tokens.size());
  result.median = quantile(tokens, 0.5);
  result.p90 = quantile(tokens, 0.9);
  result.max = tokens.back();
  return result;
}

std::size_t bin_width(std::size_t max, std::size_t most_bins) {
  if (most_bins == 0) {
    throw UsageError("a histogram needs at least one bin");
  }
  for (std::size_t power = 1;; power *= 10) {
    for (const std::size_t digit : {1U, 2U, 5U}) {
      if (max / (digit * power) < most_bins) {
        return digit * power;
      }
    }
  }
}

std::vector<std::size_t> histogram(const std::vector<std::size_t>& tokens, std::size_t width,
                                   std::size_t bins) {
  std::vector<std::size_t> counts(bins, 0);
  for (const std::size_t value : tokens) {
    if (bins > 0) {
      ++counts[std::min(value / width, bins - 1)];
    }
  }
  return counts;
}

}  // namespace assay::statistics
