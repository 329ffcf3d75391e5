#include "reports/statistics/samples_needed.hpp"

#include <cmath>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::statistics {
namespace {

using test::Approx;

TEST_CASE("more samples help down to the between-question error, more problems all the way") {
  const VarianceParts parts = {0.0005, 0.0004, 0.0001};
  // By hand: target 0.0002 = 0.0001 + 0.0004 / m, m = 4; or M = 0.0005 / 0.0002.
  const SamplesNeeded reachable = samples_needed(parts, 100, 8, std::sqrt(0.0002));
  CHECK(reachable.samples_per_problem == 32U);
  CHECK(reachable.problems == 250U);
  const SamplesNeeded beyond = samples_needed(parts, 100, 8, std::sqrt(0.0001));
  CHECK_FALSE(beyond.samples_per_problem.has_value());
  CHECK(beyond.split_known);
  CHECK(beyond.problems == 500U);
}

TEST_CASE("where one sample a problem hides the split, only problems can be promised") {
  const SamplesNeeded needed = samples_needed({0.0004, std::nullopt, std::nullopt}, 100, 1, 0.01);
  CHECK_FALSE(needed.split_known);
  CHECK_FALSE(needed.samples_per_problem.has_value());
  CHECK(needed.problems == 400U);
}

TEST_CASE("absurd targets saturate instead of overflowing") {
  CHECK(samples_needed({1, 1, 0}, 100, 8, 1e-30).problems == 1'000'000'000'000U);
  CHECK_THROWS_AS(samples_needed({1, 1, 0}, 100, 8, 0), UsageError);
  CHECK_THROWS_AS(samples_needed({1, 1, 0}, 0, 8, 0.1), UsageError);
}

TEST_CASE("a loss that is spread unevenly is harder to see than an even one") {
  const double even = minimum_detectable_effect(0.01, 163);
  const double any = minimum_detectable_drop(0.01, 164, 0.01);
  CHECK(even == Approx(0.01 * (1.654255558485733 + 0.843899869)).epsilon(1e-4));
  CHECK(any > even);
  CHECK(minimum_detectable_drop(0.01, 500, 0.01) < any);
  CHECK_THROWS_AS(minimum_detectable_drop(0.01, 1, 0.01), UsageError);
  CHECK_THROWS_AS(minimum_detectable_drop(0.01, 30, 1.0), UsageError);
  CHECK_THROWS_AS(minimum_detectable_effect(0.01, 30, 0), UsageError);
}

}  // namespace
}  // namespace assay::statistics
