#include "reports/statistics/intervals.hpp"

#include <limits>

#include "engine/core/error.hpp"
#include "reports/statistics/distributions.hpp"
#include "tests/support/catch.hpp"

namespace assay::statistics {
namespace {

using test::Approx;

TEST_CASE("nothing seen is not certainty: the default interval keeps a width") {
  for (const double mean : {0.0, 1.0, 0.5}) {
    const Interval interval = mean_interval(mean, 0, 30);
    CHECK(interval.high - interval.low > 0.1);
    CHECK(interval.low >= 0);
    CHECK(interval.high <= 1);
    CHECK(interval.low <= mean);
    CHECK(interval.high >= mean);
  }
  // The normal interval, which it replaces, would claim to know.
  CHECK(t_interval(1, 0, 29).low == 1.0);
}

TEST_CASE("for many problems of middling difficulty the default interval is mean +- t errors") {
  const Interval ours = mean_interval(0.5, 0.01, 2000);
  const Interval plain = t_interval(0.5, 0.01, 1999);
  CHECK(ours.low == Approx(plain.low).margin(1e-4));
  CHECK(ours.high == Approx(plain.high).margin(1e-4));
}

TEST_CASE("infinite degrees of freedom are the normal distribution") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(student_quantile(0.975, infinity) == Approx(1.959963984540054).epsilon(1e-14));
  CHECK(student_quantile(0.975, 1e7) == Approx(1.959963984540054).epsilon(1e-6));
  CHECK(student_cdf(-1.5, infinity) == normal_cdf(-1.5));
  CHECK(student_upper_tail(infinity, 3) == 0.0);
}

TEST_CASE("a report is told where the interval falls short") {
  CHECK(interval_falls_short(0.98, 30));
  CHECK(interval_falls_short(0.01, 164));
  CHECK_FALSE(interval_falls_short(0.8, 164));
  CHECK_FALSE(interval_falls_short(0.2, 500));
}

TEST_CASE("an interval outside its domain is refused") {
  CHECK_THROWS_AS(wilson_interval(3, 2), UsageError);
  CHECK_THROWS_AS(wilson_interval(0, 0), UsageError);
  CHECK_THROWS_AS(wilson_interval(1, 2, 1.0), UsageError);
  CHECK_THROWS_AS(wilson_interval(1, 2, 95), UsageError);
  CHECK_THROWS_AS(t_interval(0.5, 0.1, 0), UsageError);
  CHECK_THROWS_AS(t_interval(0.5, -0.1, 5), UsageError);
  CHECK_THROWS_AS(mean_interval(1.2, 0.1, 30), UsageError);
  CHECK_THROWS_AS(mean_interval(0.5, 0.1, 1), UsageError);
  CHECK_THROWS_AS(normal_quantile(1), UsageError);
  CHECK_THROWS_AS(beta_quantile(0.5, 0, 1), UsageError);
}

}  // namespace
}  // namespace assay::statistics
