// Bootstrap intervals for a mean over problems: problems are drawn again, with their samples.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "reports/statistics/intervals.hpp"

namespace assay::statistics {

/// Row r holds the `size` indices of resample r; drawn here or by somebody else.
struct Resamples {
  std::size_t size = 0;
  std::vector<std::uint32_t> indices;  ///< [resamples, size], each below `size`

  [[nodiscard]] std::size_t count() const noexcept { return size == 0 ? 0 : indices.size() / size; }
};

/// With replacement; resample r is stream r of Philox under `seed`, so it depends on nothing else.
/// Throws UsageError for no values or no resamples.
[[nodiscard]] Resamples draw_resamples(std::size_t size, std::size_t count, std::uint64_t seed);

/// The mean of each resample. Throws UsageError if an index or a size does not fit `values`.
[[nodiscard]] std::vector<double> resampled_means(const std::vector<double>& values,
                                                  const Resamples& resamples);

/// Quantiles (R type 7) of the resampled means at (1 -+ confidence) / 2.
/// Throws UsageError for no means or a confidence outside (0, 1).
/// Source: Efron and Tibshirani 1993, "An introduction to the bootstrap", section 13.3.
[[nodiscard]] Interval percentile_interval(std::vector<double> means, double confidence = 0.95);

/// Bias-corrected and accelerated: quantiles at Phi(z0 + (z0 + z) / (1 - a (z0 + z))), z0 from the
/// share of resampled means below the mean (ties half), a = sum d^3 / 6 (sum d^2)^1.5 over the
/// deviations d (the jackknife of a mean). Values that are all equal give that point: the data
/// hold no error to resample. Throws as above.
/// Source: as above, section 14.3, equations 14.10, 14.14, 14.15.
[[nodiscard]] Interval bca_interval(const std::vector<double>& values, std::vector<double> means,
                                    double confidence = 0.95);

}  // namespace assay::statistics
