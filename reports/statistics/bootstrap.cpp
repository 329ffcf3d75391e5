#include "reports/statistics/bootstrap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/error.hpp"
#include "engine/core/philox.hpp"
#include "reports/statistics/distributions.hpp"
#include "reports/statistics/moments.hpp"

namespace assay::statistics {

namespace {

void require_means(const std::vector<double>& means, double confidence) {
  if (means.empty() || !(confidence > 0 && confidence < 1)) {
    throw UsageError(
        fmt::format("bootstrap interval of {} resamples at confidence {}: needs at least one "
                    "resample and a confidence inside (0, 1)",
                    means.size(), confidence));
  }
}

/// Share of `sorted` below `center`, ties counted half. Means of the same values in another order
/// are ties, though their last digits differ.
double share_below(const std::vector<double>& sorted, double center) {
  const double slack = 1e-12 * std::max(std::abs(sorted.front()), std::abs(sorted.back()));
  const auto first = std::lower_bound(sorted.begin(), sorted.end(), center - slack);
  const auto last = std::upper_bound(first, sorted.end(), center + slack);
  const auto twice = (first - sorted.begin()) + (last - sorted.begin());
  return static_cast<double>(twice) / 2 / static_cast<double>(sorted.size());
}

double acceleration(const std::vector<double>& values, double center) {
  double squares = 0;
  double cubes = 0;
  for (const double value : values) {
    const double deviation = value - center;
    squares += deviation * deviation;
    cubes += deviation * deviation * deviation;
  }
  return cubes / (6 * std::pow(squares, 1.5));
}

}  // namespace

Resamples draw_resamples(std::size_t size, std::size_t count, std::uint64_t seed) {
  if (size == 0 || count == 0 || size > std::numeric_limits<std::uint32_t>::max()) {
    throw UsageError(fmt::format("bootstrap of {} values, {} resamples: needs at least one of each",
                                 size, count));
  }
  Resamples result{size, {}};
  result.indices.reserve(size * count);
  for (std::size_t r = 0; r < count; ++r) {
    PhiloxStream stream(seed, r);
    for (std::size_t i = 0; i < size; ++i) {
      result.indices.push_back(stream.below(static_cast<std::uint32_t>(size)));
    }
  }
  return result;
}

std::vector<double> resampled_means(const std::vector<double>& values, const Resamples& resamples) {
  const std::size_t n = values.size();
  if (n == 0 || resamples.size != n || resamples.indices.size() % n != 0) {
    throw UsageError(
        fmt::format("bootstrap of {} values with resamples of size {}: sizes must be equal and "
                    "not 0",
                    n, resamples.size));
  }
  std::vector<double> means;
  means.reserve(resamples.count());
  for (auto index = resamples.indices.begin(); index != resamples.indices.end();) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i, ++index) {
      if (*index >= n) {
        throw UsageError(fmt::format("bootstrap index {} of {} values: too large", *index, n));
      }
      sum += values[*index];
    }
    means.push_back(sum / static_cast<double>(n));
  }
  return means;
}

Interval percentile_interval(std::vector<double> means, double confidence) {
  require_means(means, confidence);
  std::sort(means.begin(), means.end());
  return {quantile(means, (1 - confidence) / 2), quantile(means, (1 + confidence) / 2)};
}

Interval bca_interval(const std::vector<double>& values, std::vector<double> means,
                      double confidence) {
  require_means(means, confidence);
  if (values.empty()) {
    throw UsageError("bootstrap interval of no values: needs at least one");
  }
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  if (*least == *most) {
    return {*least, *most};
  }
  std::sort(means.begin(), means.end());
  const double center = mean(values);
  // All resamples on one side would send z0 to infinity: half a resample is kept on the other.
  const double half = 0.5 / static_cast<double>(means.size());
  const double z0 = normal_quantile(std::clamp(share_below(means, center), half, 1 - half));
  const double a = acceleration(values, center);
  const auto at = [&](double share) {
    const double z = z0 + normal_quantile(share);
    return quantile(means, normal_cdf(z0 + z / (1 - a * z)));
  };
  return {at((1 - confidence) / 2), at((1 + confidence) / 2)};
}

}  // namespace assay::statistics
