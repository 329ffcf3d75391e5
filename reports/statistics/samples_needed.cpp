#include "reports/statistics/samples_needed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"
#include "reports/statistics/distributions.hpp"

namespace assay::statistics {

namespace {

constexpr double most = 1e12;

std::size_t times(std::size_t count, double factor) {
  // A hair off, so that rounding never asks for one more than the formula.
  const double needed = std::ceil(static_cast<double>(count) * factor * (1 - 1e-12));
  return static_cast<std::size_t>(std::clamp(needed, 1.0, most));
}

}  // namespace

double minimum_detectable_effect(double standard_error, double df, double alpha, double power) {
  if (!(standard_error >= 0)) {
    throw UsageError(fmt::format("standard error {}: must be 0 or more", standard_error));
  }
  return (student_quantile(1 - alpha, df) + student_quantile(power, df)) * standard_error;
}

double minimum_detectable_drop(double standard_error, std::size_t units, double allowed,
                               double alpha, double power) {
  if (!(allowed >= 0 && allowed < 1) || units < 2) {
    throw UsageError(fmt::format(
        "minimum detectable drop beyond {} over {} problems: needs an allowed drop in [0, 1) and "
        "two problems",
        allowed, units));
  }
  const auto n = static_cast<double>(units);
  const double c = minimum_detectable_effect(1, n - 1, alpha, power);
  // a e^2 - 2 b e - d = 0
  const double a = 1 + c * c / n;
  const double b = c * c / n * (0.5 - allowed);
  const double d = c * c * (standard_error * standard_error + allowed * (1 - allowed) / n);
  return (b + std::sqrt(b * b + a * d)) / a;
}

SamplesNeeded samples_needed(const VarianceParts& parts, std::size_t problems, std::size_t samples,
                             double target_error) {
  if (!(target_error > 0) || problems == 0 || samples == 0) {
    throw UsageError(
        fmt::format("samples needed for a standard error of {} from {} problems, {} samples each: "
                    "needs more than 0 of each",
                    target_error, problems, samples));
  }
  const double target = target_error * target_error;
  SamplesNeeded result;
  result.problems = times(problems, parts.total / target);
  result.split_known = parts.within.has_value() && parts.between.has_value();
  if (result.split_known && target > *parts.between) {
    result.samples_per_problem = times(samples, *parts.within / (target - *parts.between));
  }
  return result;
}

}  // namespace assay::statistics
