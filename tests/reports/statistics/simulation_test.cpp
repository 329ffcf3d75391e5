// What the intervals and the gate promise, on simulated runs whose truth is known. The tables of
// reports/statistics/README.md in small: seeded, so that they pass or fail always.
#include "engine/core/philox.hpp"
#include "reports/statistics/gate_decision.hpp"
#include "reports/statistics/intervals.hpp"
#include "scripts/oracles/statistics/simulated_suite.hpp"
#include "tests/support/catch.hpp"

namespace assay::statistics {
namespace {

using namespace simulation;

constexpr int runs = 1000;
constexpr double one_point = 0.01;

/// Share of runs of which `holds(random)` is true.
template <typename Predicate>
double share(Predicate holds) {
  int count = 0;
  for (int run = 0; run < runs; ++run) {
    PhiloxStream random(4, static_cast<std::uint64_t>(run));
    count += holds(random) ? 1 : 0;
  }
  return static_cast<double>(count) / runs;
}

GateDecision decide_one(const Runs& pair, double max_drop) {
  GateCase one;
  one.change = pair.change;
  one.max_drop = max_drop;
  return decide({one})[0];
}

TEST_CASE("the default interval holds the truth as often as it says, pooled samples do not") {
  for (const Population& population : shapes()) {
    const double truth = population.truth();
    bool pooled = false;
    const auto interval_holds = [&](PhiloxStream& random) {
      std::vector<double> scores = draw_problems(population, 164, random);
      for (double& score : scores) {
        score = draw_correct(score, 4, random) / 4.0;
      }
      const double center = mean(scores);
      const Interval interval = pooled ? wilson_interval(center * 164 * 4, 164 * 4)
                                       : mean_interval(center, standard_error(scores), 164);
      return interval.low <= truth && truth <= interval.high;
    };
    INFO(population.name);
    CHECK(share(interval_holds) >= 0.93);
    pooled = true;
    CHECK(share(interval_holds) < 0.90);
  }
}

TEST_CASE("an unchanged model is rarely NO-GO, where a fixed threshold cries wolf") {
  for (const Population& population : shapes()) {
    const Suite suite{population, 164, 4};
    int threshold = 0;
    const double alarms = share([&](PhiloxStream& random) {
      const Runs pair = simulate_pair(suite, 0, Loss::even, random);
      threshold += pair.change.difference > one_point ? 1 : 0;
      return decide_one(pair, one_point).raw == Gate::no_go;
    });
    INFO(population.name);
    CHECK(alarms <= 0.05);
    CHECK(threshold > 0.2 * runs);
  }
}

TEST_CASE("a drop of just max_drop is NO-GO no more often than the level") {
  const Suite suite{shapes()[1], 164, 4};
  CHECK(share([&](PhiloxStream& random) {
          const Runs pair = simulate_pair(suite, one_point, Loss::even, random);
          return decide_one(pair, one_point).raw == Gate::no_go;
        }) <= 0.065);
}

TEST_CASE("a drop beyond what is printed as detectable is NO-GO, however it is spread") {
  const Suite suite{shapes()[2], 164, 4};
  for (const Loss loss : {Loss::even, Loss::torn}) {
    CHECK(share([&](PhiloxStream& random) {
            const Runs printed = simulate_pair(suite, 0, Loss::even, random);
            const double drop = one_point + decide_one(printed, one_point).detectable;
            return decide_one(simulate_pair(suite, drop, loss, random), one_point).raw ==
                   Gate::no_go;
          }) >= 0.8);
  }
}

TEST_CASE("a run that is large enough is GO, and one that is too small never") {
  const Suite large{shapes()[1], 500, 16};
  CHECK(share([&](PhiloxStream& random) {
          const Runs pair = simulate_pair(large, 0, Loss::even, random);
          return decide_one(pair, 2 * pair.question_error).raw == Gate::go;
        }) >= 0.8);
  for (const Population& population : shapes()) {
    const Suite small{population, 5, 4};
    CHECK(share([&](PhiloxStream& random) {
            const Runs pair = simulate_pair(small, 0, Loss::even, random);
            return decide_one(pair, one_point).raw == Gate::go;
          }) == 0.0);
  }
}

}  // namespace
}  // namespace assay::statistics
