#include "reports/statistics/consensus.hpp"

#include <utility>
#include <vector>

#include "tests/support/catch.hpp"

namespace assay::statistics {
namespace {

double score(const std::vector<std::pair<bool, const char*>>& votes) {
  Consensus consensus;
  for (const auto& [correct, canonical] : votes) {
    consensus.add(correct, canonical);
  }
  return consensus.score();
}

TEST_CASE("the majority decides, wrong answers by what they say") {
  CHECK(score({{true, "42"}, {true, "42"}, {false, "7"}}) == 1.0);
  CHECK(score({{true, "42"}, {false, "7"}, {false, "7"}}) == 0.0);
  CHECK(score({{true, "42"}, {true, "42"}, {false, "7"}, {false, "8"}, {false, "9"}}) == 1.0);
}

TEST_CASE("equal forms of the right answer vote together") {
  CHECK(score({{true, "1/2"}, {true, "0.5"}, {false, "7"}, {false, "8"}}) == 1.0);
}

TEST_CASE("a tie scores as a fair draw does on average") {
  CHECK(score({{true, "42"}, {false, "7"}}) == 0.5);
  CHECK(score({{false, "8"}, {true, "42"}, {false, "7"}}) == 1.0 / 3);
}

TEST_CASE("who gives no answer does not vote") {
  CHECK(score({{true, "42"}, {false, ""}, {false, ""}}) == 1.0);
  CHECK(score({{false, ""}}) == 0.0);
  CHECK(score({}) == 0.0);
}

}  // namespace
}  // namespace assay::statistics
