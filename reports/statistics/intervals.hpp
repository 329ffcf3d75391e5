// Intervals for a mean over problems.
#pragma once

#include <cstddef>

namespace assay::statistics {

struct Interval {
  double low = 0;
  double high = 0;
};

/// Of `successes` in `trials` independent right-or-wrong trials; both may be fractions (an
/// effective number). With z the normal quantile: centre (p + z^2/2n) / (1 + z^2/n), half width
/// z / (1 + z^2/n) sqrt(p (1-p) / n + z^2 / 4n^2). In [0, 1] always.
/// Throws UsageError unless 0 <= successes <= trials, trials > 0 and 0 < confidence < 1.
/// Source: Wilson 1927, "Probable inference", JASA 22.
[[nodiscard]] Interval wilson_interval(double successes, double trials, double confidence = 0.95);

/// mean +- t(df) standard errors; df infinite gives the normal interval. Not clipped.
[[nodiscard]] Interval t_interval(double mean, double standard_error, double df,
                                  double confidence = 0.95);

/// The default of every report: of a mean of per-problem scores in [0, 1], from its (clustered)
/// question-level standard error and its number of independent units (problems, or clusters).
/// Wilson's interval, with Student's t at units - 1 in place of the normal quantile, on the
/// effective number of trials n = p (1-p) / se^2: the number of independent right-or-wrong trials
/// that would leave this error. Where the error is 0, which near 0 and 1 means that too little was
/// seen, n is `units`. Chosen by simulated coverage (README.md, with where it falls short).
/// Throws UsageError unless the mean is in [0, 1], the error >= 0 and units >= 2.
/// Source: Korn and Graubard 1998, "Confidence intervals for proportions with small expected
/// number of positive counts", Survey Methodology 24, for the effective number of trials.
[[nodiscard]] Interval mean_interval(double mean, double standard_error, std::size_t units,
                                     double confidence = 0.95);

/// Whether so little was right, or wrong, that the interval may hold the truth less often than it
/// says: fewer than five problems' worth, min(mean, 1 - mean) * units < 5. There the simulated
/// coverage of `mean_interval` falls to 86 % (README.md), and a report says so beside the interval.
/// Throws UsageError unless the mean is in [0, 1] and units >= 2.
[[nodiscard]] bool interval_falls_short(double mean, std::size_t units);

}  // namespace assay::statistics
