#include "reports/statistics/intervals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"
#include "reports/statistics/distributions.hpp"

namespace assay::statistics {

namespace {

double upper_share(double confidence) {
  if (!(confidence > 0 && confidence < 1)) {
    throw UsageError(fmt::format("confidence {}: must be inside (0, 1), e.g. 0.95", confidence));
  }
  return (1 + confidence) / 2;
}

Interval score_interval(double p, double n, double quantile) {
  const double shrink = quantile * quantile / n;
  const double center = (p + shrink / 2) / (1 + shrink);
  const double half = quantile / (1 + shrink) * std::sqrt(p * (1 - p) / n + shrink / (4 * n));
  // At the edges the formula gives them but for rounding.
  return {p > 0 ? std::max(0.0, center - half) : 0.0, p < 1 ? std::min(1.0, center + half) : 1.0};
}

/// The independent trials that would leave this error.
double effective_trials(double mean, double standard_error, std::size_t units) {
  const double bernoulli = mean * (1 - mean);
  const double square = standard_error * standard_error;
  return square > 0 && bernoulli > 0 ? bernoulli / square : static_cast<double>(units);
}

void require_mean(double mean, double standard_error, std::size_t units) {
  if (!(mean >= 0 && mean <= 1) || !(standard_error >= 0) || units < 2) {
    throw UsageError(
        fmt::format("interval of mean {} with standard error {} over {} problems: needs a mean in "
                    "[0, 1], an error of 0 or more, and two problems",
                    mean, standard_error, units));
  }
}

}  // namespace

Interval wilson_interval(double successes, double trials, double confidence) {
  if (!(trials > 0) || !(successes >= 0 && successes <= trials)) {
    throw UsageError(fmt::format("Wilson interval of {} in {}: needs 0 <= successes <= trials",
                                 successes, trials));
  }
  return score_interval(successes / trials, trials, normal_quantile(upper_share(confidence)));
}

Interval t_interval(double mean, double standard_error, double df, double confidence) {
  if (!(standard_error >= 0)) {
    throw UsageError(fmt::format("standard error {}: must be 0 or more", standard_error));
  }
  const double half = student_quantile(upper_share(confidence), df) * standard_error;
  return {mean - half, mean + half};
}

Interval mean_interval(double mean, double standard_error, std::size_t units, double confidence) {
  require_mean(mean, standard_error, units);
  const double quantile = student_quantile(upper_share(confidence), static_cast<double>(units - 1));
  return score_interval(mean, effective_trials(mean, standard_error, units), quantile);
}

bool interval_falls_short(double mean, std::size_t units) {
  require_mean(mean, 0, units);
  return std::min(mean, 1 - mean) * static_cast<double>(units) < 5;
}

}  // namespace assay::statistics
