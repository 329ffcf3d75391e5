#include "reports/statistics/think_tokens.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/core/error.hpp"
#include "reports/statistics/moments.hpp"

namespace assay::statistics {

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
  result.p99 = quantile(tokens, 0.99);
  result.max = tokens.back();
  return result;
}

std::vector<double> token_quantiles(std::vector<std::size_t> tokens,
                                    const std::vector<double>& shares) {
  std::vector<double> result;
  std::sort(tokens.begin(), tokens.end());
  for (const double share : shares) {
    if (!(share >= 0 && share <= 1)) {
      throw UsageError(fmt::format("quantile at {}: a share is in [0, 1]", share));
    }
    if (!tokens.empty()) {
      result.push_back(quantile(tokens, share));
    }
  }
  return result;
}

std::map<VerdictKind, TokenStatistics> token_statistics_by_verdict(
    const std::vector<VerdictKind>& verdicts, const std::vector<std::size_t>& tokens) {
  if (verdicts.size() != tokens.size()) {
    throw UsageError(fmt::format("tokens by verdict: {} verdicts for {} token counts",
                                 verdicts.size(), tokens.size()));
  }
  std::map<VerdictKind, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    groups[verdicts[i]].push_back(tokens[i]);
  }
  std::map<VerdictKind, TokenStatistics> result;
  for (auto& [verdict, group] : groups) {
    result[verdict] = token_statistics(std::move(group));
  }
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
