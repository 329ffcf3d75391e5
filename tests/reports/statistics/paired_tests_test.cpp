// McNemar, permutation, Holm.
#include <limits>

#include "engine/core/error.hpp"
#include "reports/statistics/holm.hpp"
#include "reports/statistics/mcnemar.hpp"
#include "reports/statistics/permutation.hpp"
#include "tests/support/catch.hpp"

namespace assay::statistics {
namespace {

using test::Approx;

TEST_CASE("McNemar's test counts flips alone") {
  // By hand: 6 flips, all losses: 2^-6.
  const McNemar test = mcnemar(6, 0);
  CHECK(test.worse == Approx(1.0 / 64).epsilon(1e-14));
  CHECK(test.better == 1.0);
  CHECK(test.two_sided == Approx(1.0 / 32).epsilon(1e-14));
  CHECK(mcnemar(0, 0).two_sided == 1.0);
  CHECK(mcnemar(3, 3).two_sided == 1.0);
  CHECK_THROWS_AS(mcnemar(-1, 2), UsageError);
}

TEST_CASE("the permutation test of ones is McNemar's") {
  const std::vector<double> flips = {-1, -1, -1, -1, -1, 1, 0, 0};
  const PermutationTest test = permutation_test(flips);
  CHECK(test.exact);
  CHECK(test.less == Approx(mcnemar(5, 1).worse).epsilon(1e-14));
  CHECK(test.greater == Approx(mcnemar(5, 1).better).epsilon(1e-14));
  CHECK(test.two_sided == Approx(mcnemar(5, 1).two_sided).epsilon(1e-14));
}

TEST_CASE("drawn signs come near the exact test, the same for one seed, never to 0") {
  std::vector<double> differences;
  for (int i = 0; i < 18; ++i) {
    differences.push_back(0.1 * i - 0.6);
  }
  PermutationOptions drawn;
  drawn.exact_up_to = 0;
  drawn.seed = 5;
  const PermutationTest exact = permutation_test(differences);
  const PermutationTest close = permutation_test(differences, drawn);
  CHECK_FALSE(close.exact);
  CHECK(close.greater == Approx(exact.greater).margin(0.005));
  CHECK(close.greater == permutation_test(differences, drawn).greater);
  drawn.seed = 6;
  CHECK(close.greater != permutation_test(differences, drawn).greater);
  drawn.draws = 99;
  CHECK(permutation_test(std::vector<double>(60, 1.0), drawn).greater == Approx(0.01));
}

TEST_CASE("sums that differ by rounding alone are ties in the permutation test") {
  // 0.1 + 0.2 - 0.3 is not 0 in binary, but every sign pattern has its mirror image.
  const PermutationTest test = permutation_test({0.1, 0.2, -0.3});
  CHECK(test.less == Approx(test.greater).epsilon(1e-14));
}

TEST_CASE("a permutation test of what is no number is refused") {
  CHECK(permutation_test({}).two_sided == 1.0);
  CHECK(permutation_test({0, 0}).two_sided == 1.0);
  CHECK_THROWS_WITH(permutation_test({1, std::numeric_limits<double>::quiet_NaN()}),
                    Catch::Matchers::Contains("difference 1"));
  PermutationOptions options;
  options.draws = 0;
  CHECK_THROWS_AS(permutation_test({1}, options), UsageError);
  options = {};
  options.exact_up_to = 60;
  CHECK_THROWS_AS(permutation_test({1}, options), UsageError);
}

TEST_CASE("Holm's correction is stepwise, monotone, and of one test none") {
  // By hand: 3 x .01, 2 x .03, then the running maximum; order kept.
  CHECK(holm({0.03, 0.01, 0.04})[0] == Approx(0.06));
  CHECK(holm({0.03, 0.01, 0.04})[1] == Approx(0.03));
  CHECK(holm({0.03, 0.01, 0.04})[2] == Approx(0.06));
  CHECK(holm({0.2}) == std::vector<double>{0.2});
  CHECK(holm({0.9, 0.8})[0] == 1.0);
  CHECK(holm({}).empty());
  CHECK_THROWS_AS(holm({0.5, 1.5}), UsageError);
}

}  // namespace
}  // namespace assay::statistics
