#include "reports/statistics/cons_at_k.hpp"

#include "engine/core/error.hpp"
#include "reports/statistics/consensus.hpp"
#include "tests/support/catch.hpp"

namespace assay::statistics {
namespace {

using test::Approx;

TEST_CASE("cons@k averages the vote over all subsets") {
  // By hand: of A A B B, k = 2: AA 1/6, BB 1/6, AB 4/6 a tie.
  CHECK(cons_at_k({2, {2}, 0}, 2) == Approx(0.5).epsilon(1e-14));
  // A A B C, k = 3: AAB, AAC right; ABC, ABC ties of three: (2 + 2/3) / 4.
  CHECK(cons_at_k({2, {1, 1}, 0}, 3) == Approx(2.0 / 3).epsilon(1e-14));
  // A and three silent, k = 2: A votes alone in 3 of 6.
  CHECK(cons_at_k({1, {}, 3}, 2) == Approx(0.5).epsilon(1e-14));
}

TEST_CASE("cons@1 is the share of right answers") {
  CHECK(cons_at_k({3, {4, 2}, 1}, 1) == Approx(0.3).epsilon(1e-14));
  CHECK(cons_at_k({0, {4, 2}, 1}, 1) == 0.0);
}

TEST_CASE("cons@k of all samples is their one vote") {
  Consensus consensus;
  for (int i = 0; i < 5; ++i) {
    consensus.add(true, "42");
    consensus.add(false, "7");
    consensus.add(false, i < 3 ? "8" : "");
  }
  CHECK(consensus.score() == 0.5);
  CHECK(consensus.score_at(15) == Approx(0.5).epsilon(1e-14));
  CHECK(consensus.score_at(1) == Approx(5.0 / 15).epsilon(1e-14));
  CHECK_THROWS_AS(consensus.score_at(16), UsageError);
}

TEST_CASE("cons@k of 64 samples with as many answers as samples keeps its digits") {
  // By hand: the one right answer is in half of the subsets of 32, and ties with 31 others.
  CHECK(cons_at_k({1, std::vector<int>(63, 1), 0}, 32) == Approx(1.0 / 64).epsilon(1e-13));
  CHECK(cons_at_k({40, std::vector<int>(24, 1), 0}, 32) == Approx(1.0).epsilon(1e-12));
}

TEST_CASE("cons@k of thousands of samples neither overflows nor underflows") {
  const double most = cons_at_k({1200, {800}, 0}, 1999);
  CHECK(most == Approx(1.0).epsilon(1e-10));
  const double half = cons_at_k({1000, {1000}, 0}, 1001);
  CHECK(half == Approx(0.5).epsilon(1e-10));
}

TEST_CASE("cons@k beyond the samples or with negative counts is refused") {
  CHECK_THROWS_AS(cons_at_k({1, {1}, 0}, 3), UsageError);
  CHECK_THROWS_AS(cons_at_k({1, {1}, 0}, 0), UsageError);
  CHECK_THROWS_AS(cons_at_k({1, {-1}, 4}, 2), UsageError);
  CHECK_THROWS_AS(cons_at_k({-1, {2}, 4}, 2), UsageError);
}

}  // namespace
}  // namespace assay::statistics
