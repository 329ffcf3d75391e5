#include "reports/statistics/pass_at_k.hpp"

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::statistics {
namespace {

using test::Approx;

TEST_CASE("pass@k equals the quotient of binomials") {
  // Python: 1 - comb(n - c, k) / comb(n, k)
  CHECK(pass_at_k(10, 3, 1) == Approx(0.3).epsilon(1e-14));
  CHECK(pass_at_k(10, 3, 5) == Approx(0.9166666666666666).epsilon(1e-14));
  CHECK(pass_at_k(200, 13, 100) == Approx(0.9999194971988055).epsilon(1e-13));
  CHECK(pass_at_k(5, 2, 3) == Approx(0.9).epsilon(1e-14));
  CHECK(pass_at_k(64, 1, 64) == 1.0);
  CHECK(pass_at_k(8, 0, 8) == 0.0);
}

TEST_CASE("pass@k of many samples does not overflow, and pass@1 is the rate") {
  for (int c = 0; c <= 5000; c += 1250) {
    CHECK(pass_at_k(5000, c, 1) == Approx(c / 5000.0).margin(1e-12));
    const double half = pass_at_k(5000, c, 2500);
    CHECK(half >= 0.0);
    CHECK(half <= 1.0);
  }
}

TEST_CASE("pass@k beyond the samples is refused") {
  CHECK_THROWS_AS(pass_at_k(4, 1, 5), UsageError);
  CHECK_THROWS_AS(pass_at_k(4, 5, 1), UsageError);
  CHECK_THROWS_AS(pass_at_k(4, -1, 1), UsageError);
  CHECK_THROWS_AS(pass_at_k(4, 1, 0), UsageError);
}

TEST_CASE("pass^k is the chance that all k are right, and mean@k the same for every k") {
  // Python: comb(7, 3) / comb(10, 3)
  CHECK(pass_hat_k(10, 7, 3) == Approx(0.2916666666666667).epsilon(1e-14));
  CHECK(pass_hat_k(10, 2, 3) == 0.0);
  CHECK(pass_hat_k(10, 10, 10) == 1.0);
  for (int k = 1; k <= 10; ++k) {
    CHECK(pass_hat_k(10, 7, k) <= mean_at_k(10, 7, k));
    CHECK(mean_at_k(10, 7, k) == 0.7);
    CHECK(mean_at_k(10, 7, k) <= pass_at_k(10, 7, k));
  }
}

TEST_CASE("pass^k and mean@k beyond the samples are refused by name") {
  CHECK_THROWS_WITH(pass_hat_k(4, 1, 5),
                    "pass^5 of 4 samples, 1 correct: needs 0 <= correct <= samples and 1 <= k <= "
                    "samples");
  CHECK_THROWS_WITH(mean_at_k(4, 5, 1), Catch::Matchers::StartsWith("mean@1 of 4 samples"));
}

}  // namespace
}  // namespace assay::statistics
