#include "reports/statistics/bootstrap.hpp"

#include <algorithm>

#include "engine/core/error.hpp"
#include "reports/statistics/moments.hpp"
#include "tests/support/catch.hpp"

namespace assay::statistics {
namespace {

using test::Approx;

const std::vector<double> scores = {1, 0, 1, 0.5, 0.25, 0.75, 1, 1, 0, 0.5};

TEST_CASE("resamples depend on the seed and their number alone") {
  const Resamples few = draw_resamples(10, 5, 7);
  const Resamples many = draw_resamples(10, 50, 7);
  CHECK(few.count() == 5);
  CHECK(std::equal(few.indices.begin(), few.indices.end(), many.indices.begin()));
  CHECK(few.indices != draw_resamples(10, 5, 8).indices);
}

TEST_CASE("both bootstrap intervals hold the mean and lie within the values") {
  const std::vector<double> means = resampled_means(scores, draw_resamples(10, 2000, 1));
  for (const Interval& interval : {percentile_interval(means), bca_interval(scores, means)}) {
    CHECK(interval.low < mean(scores));
    CHECK(interval.high > mean(scores));
    CHECK(interval.low >= 0);
    CHECK(interval.high <= 1);
  }
}

TEST_CASE("means of the same values in another order are ties") {
  // 0.1 + 0.2 + 0.3 differs from 0.3 + 0.2 + 0.1 in the last digit, so that without slack z0 would
  // depend on the order of summation.
  const std::vector<double> values = {0.1, 0.2, 0.3};
  const std::vector<std::uint32_t> orders = {0, 1, 2, 2, 1, 0, 1, 2, 0, 0, 0, 0, 2, 2, 2};
  const std::vector<std::uint32_t> one_order = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 0, 0, 2, 2, 2};
  const Interval mixed = bca_interval(values, resampled_means(values, {3, orders}), 0.5);
  const Interval plain = bca_interval(values, resampled_means(values, {3, one_order}), 0.5);
  CHECK(mixed.low == Approx(plain.low).epsilon(1e-12));
  CHECK(mixed.high == Approx(plain.high).epsilon(1e-12));
}

TEST_CASE("values that are all equal give a point, and one-sided resamples a finite interval") {
  const std::vector<double> same(5, 0.25);
  const Interval point = bca_interval(same, resampled_means(same, draw_resamples(5, 10, 1)));
  CHECK(point.low == 0.25);
  CHECK(point.high == 0.25);
  const Interval one_sided = bca_interval({0, 1}, {0.1, 0.2, 0.3});
  CHECK(one_sided.low >= 0.1);
  CHECK(one_sided.high <= 0.3);
}

TEST_CASE("a bootstrap without values, resamples or fitting indices is refused") {
  CHECK_THROWS_AS(draw_resamples(0, 5, 1), UsageError);
  CHECK_THROWS_AS(draw_resamples(5, 0, 1), UsageError);
  CHECK_THROWS_AS(resampled_means({1, 2}, {3, {0, 1, 0}}), UsageError);
  CHECK_THROWS_AS(resampled_means({1, 2}, {2, {0, 2}}), UsageError);
  CHECK_THROWS_AS(resampled_means({1, 2}, {2, {0, 1, 0}}), UsageError);
  CHECK_THROWS_AS(percentile_interval({}), UsageError);
  CHECK_THROWS_AS(bca_interval({1, 2}, {1.5}, 0), UsageError);
}

}  // namespace
}  // namespace assay::statistics
