#include "reports/statistics/correlation.hpp"

#include <cmath>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::statistics {
namespace {

using test::Approx;

TEST_CASE("the rank correlation is Spearman's, ties sharing their rank") {
  // Without ties 1 - 6 sum d^2 / (n (n^2 - 1)): here sum d^2 = 4 of n = 5.
  CHECK(rank_correlation({1, 2, 3, 4, 5}, {2, 1, 4, 3, 50})->value == Approx(1 - 6.0 * 4 / 120));
  CHECK(rank_correlation({1, 2, 3, 4}, {9, 7, 5, 1})->value == -1);
  // Ranks 1.5 1.5 3 4 and 1 2 3.5 3.5: products by hand, 4 / 4.5.
  CHECK(rank_correlation({0, 0, 1, 2}, {1, 2, 3, 3})->value == Approx(4 / 4.5));
}

TEST_CASE("the interval is Fisher's with the error of Bonett and Wright") {
  const auto found = rank_correlation({1, 2, 3, 4, 5}, {2, 1, 4, 3, 5});
  const double margin = 1.959963984540054 * std::sqrt((1 + 0.64 / 2) / 2);
  CHECK(found->pairs == 5);
  CHECK(found->interval.low == Approx(std::tanh(std::atanh(0.8) - margin)));
  CHECK(found->interval.high == Approx(std::tanh(std::atanh(0.8) + margin)));
  const auto perfect = rank_correlation({1, 2, 3, 4}, {1, 2, 3, 4});
  CHECK(perfect->value == 1);
  // Two neighbours of four in each other's place give 0.8.
  CHECK(perfect->interval.low ==
        Approx(std::tanh(std::atanh(0.8) - 1.959963984540054 * std::sqrt(1.5))));
}

TEST_CASE("too few pairs, or values that never change, have no correlation") {
  CHECK_FALSE(rank_correlation({1, 2, 3}, {1, 2, 3}));
  CHECK_FALSE(rank_correlation({1, 1, 1, 1}, {1, 2, 3, 4}));
  CHECK_THROWS_AS(rank_correlation({1}, {1, 2}), UsageError);
}

}  // namespace
}  // namespace assay::statistics
