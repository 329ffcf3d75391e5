// The distributions that intervals and tests rest on: a thin front of Boost.Math, whose
// accuracy is published per function. Every function throws UsageError outside its domain.
// Source: Boost.Math 1.74, "Statistical distributions and functions".
#pragma once

namespace assay::statistics {

[[nodiscard]] double normal_cdf(double x);

/// `p` in (0, 1).
[[nodiscard]] double normal_quantile(double p);

/// P(T <= x) of Student's t. `df` > 0; infinity gives the normal distribution.
[[nodiscard]] double student_cdf(double x, double df);

/// P(T > x), exact to the last digits in the tail.
[[nodiscard]] double student_upper_tail(double x, double df);

/// `p` in (0, 1).
[[nodiscard]] double student_quantile(double p, double df);

/// `p` in [0, 1], `a` and `b` > 0.
[[nodiscard]] double beta_quantile(double p, double a, double b);

/// P(X = x) and P(X <= x) of `n` draws with chance `p` in [0, 1]. 0 <= x <= n.
[[nodiscard]] double binomial_pmf(int x, int n, double p);
[[nodiscard]] double binomial_cdf(int x, int n, double p);

}  // namespace assay::statistics
