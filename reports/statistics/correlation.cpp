#include "reports/statistics/correlation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/core/error.hpp"
#include "reports/statistics/distributions.hpp"

namespace assay::statistics {

namespace {

/// Ranks from 1; equal values share the mean of theirs.
std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> result(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first + 1;
    while (last < order.size() && !(values[order[first]] < values[order[last]])) {
      ++last;
    }
    for (std::size_t i = first; i < last; ++i) {
      result[order[i]] = static_cast<double>(first + last + 1) / 2;
    }
    first = last;
  }
  return result;
}

}  // namespace

std::optional<Correlation> rank_correlation(const std::vector<double>& x,
                                            const std::vector<double>& y, double confidence) {
  if (x.size() != y.size()) {
    throw UsageError(fmt::format("correlation of {} values with {}", x.size(), y.size()));
  }
  const std::size_t n = x.size();
  if (n < 4) {
    return std::nullopt;
  }
  const std::vector<double> a = ranks(x);
  const std::vector<double> b = ranks(y);
  const double middle = static_cast<double>(n + 1) / 2;
  double ab = 0;
  double aa = 0;
  double bb = 0;
  for (std::size_t i = 0; i < n; ++i) {
    ab += (a[i] - middle) * (b[i] - middle);
    aa += (a[i] - middle) * (a[i] - middle);
    bb += (b[i] - middle) * (b[i] - middle);
  }
  if (!(aa > 0) || !(bb > 0)) {
    return std::nullopt;
  }
  Correlation result;
  result.pairs = n;
  result.value = std::clamp(ab / std::sqrt(aa * bb), -1.0, 1.0);
  const double error =
      std::sqrt((1 + result.value * result.value / 2) / static_cast<double>(n - 3));
  const double margin = normal_quantile((1 + confidence) / 2) * error;
  const auto size = static_cast<double>(n);
  const double farthest = 1 - 12 / (size * (size * size - 1));
  const double centre = std::atanh(std::clamp(result.value, -farthest, farthest));
  result.interval = {std::tanh(centre - margin), std::tanh(centre + margin)};
  return result;
}

}  // namespace assay::statistics
