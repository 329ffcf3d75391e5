#include "reports/statistics/standard_error.hpp"

#include <cmath>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::statistics {
namespace {

using test::Approx;

const std::vector<double> scores = {1, 0, 1, 0.5, 0.25, 0.75};

TEST_CASE("the standard error is the sample deviation over the root of n") {
  // Python: statistics.stdev(scores) / math.sqrt(6)
  CHECK(standard_error(scores) == Approx(0.16666666666666666).epsilon(1e-14));
  CHECK(standard_error({0.5, 0.5, 0.5}) == 0.0);
  CHECK(standard_error({0.3}) == 0.0);
  CHECK(standard_error({}) == 0.0);
}

TEST_CASE("clusters of one change nothing, and clusters that agree widen the error") {
  CHECK(clustered_standard_error(scores, {"", "", "", "", "", ""}) == standard_error(scores));
  CHECK(clustered_standard_error(scores, {"a", "b", "c", "d", "e", "f"}) ==
        Approx(standard_error(scores)).epsilon(1e-14));
  // Three problems, each asked twice, are three problems: as if n were 3, but for n - 1.
  const double doubled =
      clustered_standard_error({1, 1, 0, 0, 0.5, 0.5}, {"a", "a", "b", "b", "c", "c"});
  // Python: deviations .5, -.5, 0 twice; sqrt(1/5/6 + (2*.25 + 2*.25) / 36)
  CHECK(doubled == Approx(0.24720661623652210).epsilon(1e-12));
  CHECK(doubled > standard_error({1, 1, 0, 0, 0.5, 0.5}));
}

TEST_CASE("clusters that disagree narrow the error, never below zero") {
  // Python, with the sum over i != j of a cluster written out
  CHECK(clustered_standard_error(scores, {"a", "a", "", "b", "b", "b"}) ==
        Approx(0.10936122047238626).epsilon(1e-12));
  // Python: sqrt(0.5 / 2 + 2 * (0.5 * -0.5) / 4); the formula mixes n - 1 and n, so not 0.
  CHECK(clustered_standard_error({1, 0}, {"a", "a"}) == Approx(0.3535533905932738).epsilon(1e-12));
  CHECK_THROWS_AS(clustered_standard_error({1, 0}, {"a"}), UsageError);
}

}  // namespace
}  // namespace assay::statistics
