#include "reports/statistics/mcnemar.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/core/error.hpp"
#include "reports/statistics/distributions.hpp"

namespace assay::statistics {

McNemar mcnemar(int lost, int gained) {
  if (lost < 0 || gained < 0) {
    throw UsageError(
        fmt::format("McNemar's test of {} lost, {} gained: counts are 0 or more", lost, gained));
  }
  const int flips = lost + gained;
  McNemar result;
  // At least `lost` of the flips are losses, where the others, at most `gained`, are gains.
  result.worse = binomial_cdf(gained, flips, 0.5);
  result.better = binomial_cdf(lost, flips, 0.5);
  result.two_sided = std::min(1.0, 2 * std::min(result.worse, result.better));
  return result;
}

}  // namespace assay::statistics
