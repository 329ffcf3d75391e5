// The whole way from samples to verdict on simulated runs: problems have difficulties, samples are
// coins. Rates with more pairs and shapes are in reports/statistics/README.md.
#include "engine/core/philox.hpp"
#include "reports/gate/gate_report.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sample_scores.hpp"

namespace assay {
namespace {

using statistics::Gate;

constexpr int pairs = 200;

/// A run of 60 problems, four samples each; every problem loses the share `lost` of its chance.
RunScores simulated(const std::vector<double>& chances, double lost, std::uint64_t seed,
                    PhiloxStream& random) {
  std::vector<std::string> lines;
  for (const double chance : chances) {
    std::string line;
    for (int j = 0; j < 4; ++j) {
      line += random.chance(chance * (1 - lost)) ? 'c' : 'w';
    }
    lines.push_back(line);
  }
  return test::sample_scores(lines, seed);
}

/// How many of the pairs get `verdict`, at a drop of `drop` from a mean of 0.5.
int count(Gate verdict, double drop, double max_drop) {
  Policy policy;
  policy.path = "gate.yaml";
  policy.all = {{bound_fields().front(), max_drop, 1}};
  int found = 0;
  for (int i = 0; i < pairs; ++i) {
    PhiloxStream random(20261130, static_cast<std::uint64_t>(i));
    std::vector<double> chances;
    for (int p = 0; p < 60; ++p) {
      chances.push_back((random.below(1000) + 0.5) / 1000);
    }
    const RunScores before = simulated(chances, 0, 1, random);
    const RunScores after = simulated(chances, drop / 0.5, 2, random);
    found += evaluate(compare(before, after), policy).verdict == verdict ? 1 : 0;
  }
  return found;
}

TEST_CASE("without a change the gate raises false alarms in at most 5 of 100 pairs") {
  CHECK(count(Gate::no_go, 0, 0.01) <= pairs / 20);
  CHECK(count(Gate::no_go, 0.01, 0.01) <= pairs / 12);  // at the limit: 5 %, and chance
}

TEST_CASE("a large loss is found, and is never GO") {
  CHECK(count(Gate::no_go, 0.2, 0.01) >= pairs * 8 / 10);
  CHECK(count(Gate::go, 0.2, 0.01) == 0);
}

TEST_CASE("no change is GO where the limit is wide, and cannot be told where it is narrow") {
  CHECK(count(Gate::go, 0, 0.1) >= pairs * 8 / 10);
  CHECK(count(Gate::go, 0, 0.01) == 0);
}

}  // namespace
}  // namespace assay
