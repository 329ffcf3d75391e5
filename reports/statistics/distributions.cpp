#include "reports/statistics/distributions.hpp"

#include <fmt/format.h>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "engine/core/error.hpp"

namespace assay::statistics {

namespace {

namespace bm = boost::math;

void require_inner_probability(double p, const char* what) {
  if (!(p > 0 && p < 1)) {
    throw UsageError(fmt::format("{}: probability {} is not inside (0, 1)", what, p));
  }
}

void require_df(double df) {
  if (!(df > 0)) {
    throw UsageError(
        fmt::format("Student's t: {} degrees of freedom; needs more than 0, so at least two "
                    "problems (or clusters)",
                    df));
  }
}

void require_number(double x, const char* what) {
  if (std::isnan(x)) {
    throw UsageError(fmt::format("{} at a value that is not a number", what));
  }
}

void require_binomial(int x, int n, double p) {
  if (n < 0 || x < 0 || x > n || !(p >= 0 && p <= 1)) {
    throw UsageError(fmt::format(
        "binomial of {} in {} draws with chance {}: needs 0 <= x <= n and a chance in [0, 1]", x, n,
        p));
  }
}

}  // namespace

double normal_cdf(double x) {
  require_number(x, "normal distribution");
  // erfc keeps the digits of the lower tail.
  return std::erfc(-x / std::sqrt(2.0)) / 2;
}

double normal_quantile(double p) {
  require_inner_probability(p, "normal quantile");
  return bm::quantile(bm::normal(), p);
}

double student_cdf(double x, double df) { return student_upper_tail(-x, df); }

double student_upper_tail(double x, double df) {
  require_df(df);
  require_number(x, "Student's t");
  if (std::isinf(df)) {
    return normal_cdf(-x);
  }
  if (std::isinf(x)) {
    return x > 0 ? 0.0 : 1.0;
  }
  return bm::cdf(bm::complement(bm::students_t(df), x));
}

double student_quantile(double p, double df) {
  require_inner_probability(p, "quantile of Student's t");
  require_df(df);
  return std::isinf(df) ? normal_quantile(p) : bm::quantile(bm::students_t(df), p);
}

double beta_quantile(double p, double a, double b) {
  if (!(p >= 0 && p <= 1 && a > 0 && b > 0)) {
    throw UsageError(fmt::format(
        "quantile of beta({}, {}) at {}: needs a probability in [0, 1] and a, b > 0", a, b, p));
  }
  return bm::quantile(bm::beta_distribution<>(a, b), p);
}

double binomial_pmf(int x, int n, double p) {
  require_binomial(x, n, p);
  return n == 0 ? 1.0 : bm::pdf(bm::binomial(n, p), x);
}

double binomial_cdf(int x, int n, double p) {
  require_binomial(x, n, p);
  return n == 0 ? 1.0 : bm::cdf(bm::binomial(n, p), x);
}

}  // namespace assay::statistics
