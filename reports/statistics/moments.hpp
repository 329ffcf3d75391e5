// Mean, variance and quantile of plain numbers.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace assay::statistics {

/// 0 for no values.
[[nodiscard]] double mean(std::span<const double> values);

/// Unbiased (n - 1), in two passes, so that a large mean costs no digits. 0 for fewer than two.
[[nodiscard]] double sample_variance(std::span<const double> values);

/// Linear between order statistics (R type 7, NumPy's default). `sorted` ascends and is not
/// empty; `share` in [0, 1]. Source: Hyndman and Fan 1996, "Sample quantiles in statistical
/// packages", definition 7.
template <typename Number>
[[nodiscard]] double quantile(const std::vector<Number>& sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double fraction = position - static_cast<double>(below);
  return (1 - fraction) * static_cast<double>(sorted[below]) +
         fraction * static_cast<double>(sorted[above]);
}

}  // namespace assay::statistics
