// How long the model thinks: location, spread and histogram of token counts.
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "graders/verdict.hpp"

namespace assay::statistics {

struct TokenStatistics {
  std::size_t count = 0;
  double mean = 0;
  double median = 0;
  double p90 = 0;
  double p99 = 0;
  std::size_t max = 0;
};

/// Quantiles interpolate linearly between order statistics (R type 7, numpy's default). All 0
/// for no values.
[[nodiscard]] TokenStatistics token_statistics(std::vector<std::size_t> tokens);

/// Quantiles at `shares` (in [0, 1]), as above. Empty for no values. Throws UsageError for a share
/// outside.
[[nodiscard]] std::vector<double> token_quantiles(std::vector<std::size_t> tokens,
                                                  const std::vector<double>& shares);

/// The statistics of the samples that share a verdict; `verdicts[i]` is that of `tokens[i]`.
/// Throws UsageError if the sizes differ.
[[nodiscard]] std::map<VerdictKind, TokenStatistics> token_statistics_by_verdict(
    const std::vector<VerdictKind>& verdicts, const std::vector<std::size_t>& tokens);

/// Width of a histogram's bins, so that at most `most_bins` cover [0, max]: the smallest of
/// {1, 2, 5} x 10^n, for round axis labels. Throws UsageError for no bins.
[[nodiscard]] std::size_t bin_width(std::size_t max, std::size_t most_bins);

/// Count per bin [i * width, (i + 1) * width), `bins` of them; what lies beyond is in the last.
[[nodiscard]] std::vector<std::size_t> histogram(const std::vector<std::size_t>& tokens,
                                                 std::size_t width, std::size_t bins);

}  // namespace assay::statistics
