// How small an effect a comparison can see, and how much more it needs to see a given one.
#pragma once

#include <cstddef>
#include <optional>

#include "reports/statistics/within_question.hpp"

namespace assay::statistics {

/// The true effect that a one-sided test at level `alpha` finds with chance `power`:
/// (t(1 - alpha) + t(power)) standard errors, df as the test's. For a two-sided test give
/// alpha / 2. Throws UsageError unless both are in (0, 1), the error >= 0 and df > 0.
/// Source: Cohen 1988, "Statistical power analysis", chapter 2; Miller 2024, section 5.
[[nodiscard]] double minimum_detectable_effect(double standard_error, double df,
                                               double alpha = 0.05, double power = 0.8);

/// The same for a share, beyond an allowed drop: with chance `power` a drop of allowed + this is
/// found, however the loss is spread. A loss D adds variance of its own, at most D (1 - D) / units,
/// where some problems are lost wholly and others not at all; so the effect e solves
///   e^2 = c^2 (standard_error^2 + D (1 - D) / units),  D = allowed + e,  c = t(1 - alpha) +
///   t(power).
/// An effect above 1 - allowed: no drop can be promised to be found. Throws as above, and for an
/// `allowed` outside [0, 1) or no units.
/// Source: the above with the variance of a Bernoulli loss; README.md has the simulated power.
[[nodiscard]] double minimum_detectable_drop(double standard_error, std::size_t units,
                                             double allowed, double alpha = 0.05,
                                             double power = 0.8);

/// Either remedy alone, totals and not extras.
struct SamplesNeeded {
  std::size_t problems = 0;  ///< with as many samples each as now
  /// With the problems of now. Absent where no number is enough, since between-question error
  /// stays, and where the split is unknown (one sample a problem).
  std::optional<std::size_t> samples_per_problem;
  bool split_known = false;
};

/// To bring the standard error from sqrt(parts.total), measured with `problems` and `samples`
/// each, to `target_error`. With m times the samples and M times the problems the variance is
/// (between + within / m) / M. Numbers saturate at 10^12. Throws UsageError unless target_error
/// > 0 and both counts are >= 1.
/// Source: Miller 2024, arXiv 2411.00640, section 3.1.
[[nodiscard]] SamplesNeeded samples_needed(const VarianceParts& parts, std::size_t problems,
                                           std::size_t samples, double target_error);

}  // namespace assay::statistics
