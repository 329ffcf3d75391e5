#include "reports/statistics/adaptive_plan.hpp"

#include <array>
#include <cmath>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::statistics {
namespace {

using test::Approx;

PlanOptions until(double half_width, int max_rounds = 64) {
  PlanOptions options;
  options.half_width = half_width;
  options.max_rounds = max_rounds;
  return options;
}

/// `count` problems, of whose pilot of four `correct` were right.
void add(std::vector<SampleCount>& pilot, std::size_t count, int correct) {
  pilot.insert(pilot.end(), count, {4, correct});
}

int rounds_of(const AdaptivePlan& plan, std::size_t problem) {
  for (const Stratum& stratum : plan.strata) {
    for (const std::size_t member : stratum.problems) {
      if (member == problem) {
        return stratum.rounds;
      }
    }
  }
  return 0;
}

TEST_CASE("problems that waver get more rounds than those that are settled") {
  std::vector<SampleCount> pilot;
  add(pilot, 50, 2);
  add(pilot, 50, 4);
  const AdaptivePlan plan = plan_rounds(pilot, until(0.075));
  CHECK(plan.reached);
  CHECK(plan.half_width <= 0.075);
  CHECK(rounds_of(plan, 0) > rounds_of(plan, 50));
  CHECK(plan.samples == static_cast<std::size_t>(50 * (rounds_of(plan, 0) + rounds_of(plan, 50))));
}

TEST_CASE("what more samples cannot give is said, with the problems that could") {
  std::vector<SampleCount> pilot;
  add(pilot, 20, 0);
  add(pilot, 20, 4);
  const AdaptivePlan plan = plan_rounds(pilot, until(0.02, 8));
  CHECK_FALSE(plan.reached);
  REQUIRE(plan.problems_needed.has_value());
  CHECK(*plan.problems_needed > 1000);
  CHECK(rounds_of(plan, 0) == 8);
}

TEST_CASE("a wide target needs one round of each and no more") {
  std::vector<SampleCount> pilot;
  add(pilot, 200, 2);
  const AdaptivePlan plan = plan_rounds(pilot, until(0.4));
  CHECK(plan.samples == 200);
}

/// Chance of `correct` in `samples` with chance `p` each.
double chance_of(int samples, int correct, double p) {
  double ways = 1;
  for (int i = 0; i < correct; ++i) {
    ways *= static_cast<double>(samples - i) / (i + 1);
  }
  return ways * std::pow(p, correct) * std::pow(1 - p, samples - correct);
}

/// Calls `visit(counts, chance)` for every outcome of two problems with these samples.
template <typename Visit>
void all_outcomes(const std::array<double, 2>& chances, const std::array<int, 2>& samples,
                  Visit visit) {
  for (int first = 0; first <= samples[0]; ++first) {
    for (int second = 0; second <= samples[1]; ++second) {
      visit(std::vector<SampleCount>{{samples[0], first}, {samples[1], second}},
            chance_of(samples[0], first, chances[0]) * chance_of(samples[1], second, chances[1]));
    }
  }
}

TEST_CASE("the estimate is unbiased over every pilot, which it would not be with the pilot in it") {
  // Exact expectation over all outcomes of the pilot and of the rounds it leads to.
  const std::array<double, 2> chances = {0.9, 0.6};
  double expected = 0;
  double with_pilot = 0;
  bool allotment_varies = false;
  all_outcomes(chances, {3, 3}, [&](const std::vector<SampleCount>& pilot, double pilot_chance) {
    const AdaptivePlan plan = plan_rounds(pilot, until(0.45, 5));
    const std::array<int, 2> rounds = {rounds_of(plan, 0), rounds_of(plan, 1)};
    allotment_varies = allotment_varies || rounds[0] != rounds[1];
    all_outcomes(chances, rounds, [&](const std::vector<SampleCount>& fresh, double chance) {
      const double weight = pilot_chance * chance;
      expected += weight * stratified_estimate(plan, fresh).mean;
      for (std::size_t i = 0; i < 2; ++i) {
        with_pilot += weight * (pilot[i].correct + fresh[i].correct) /
                      (pilot[i].samples + fresh[i].samples) / 2.0;
      }
    });
  });
  CHECK(allotment_varies);
  CHECK(expected == Approx(0.75).epsilon(1e-12));
  CHECK(std::abs(with_pilot - 0.75) > 1e-4);
}

TEST_CASE("an estimate needs the rounds that were planned") {
  std::vector<SampleCount> pilot;
  add(pilot, 4, 2);
  const AdaptivePlan plan = plan_rounds(pilot, until(0.4));
  const std::vector<SampleCount> done(4, {plan.strata[0].rounds, 1});
  CHECK(stratified_estimate(plan, done).mean == Approx(1.0 / plan.strata[0].rounds));
  CHECK_THROWS_AS(stratified_estimate(plan, std::vector<SampleCount>(4, {99, 1})), UsageError);
  CHECK_THROWS_AS(stratified_estimate(plan, std::vector<SampleCount>(3, done[0])), UsageError);
  CHECK_THROWS_AS(stratified_estimate(plan, std::vector<SampleCount>(5, done[0])), UsageError);
}

TEST_CASE("a plan without a pilot or with an impossible width is refused") {
  std::vector<SampleCount> pilot;
  add(pilot, 4, 2);
  CHECK_THROWS_AS(plan_rounds(pilot, until(0)), UsageError);
  CHECK_THROWS_WITH(plan_rounds(pilot, until(2)), Catch::Matchers::StartsWith("--until-ci 2"));
  CHECK_THROWS_AS(plan_rounds(pilot, until(0.1, 0)), UsageError);
  CHECK_THROWS_AS(plan_rounds({{4, 2}}, until(0.1)), UsageError);
  CHECK_THROWS_AS(plan_rounds({{1, 1}, {4, 2}}, until(0.1)), UsageError);
  CHECK_THROWS_AS(plan_rounds({{4, 5}, {4, 2}}, until(0.1)), UsageError);
}

}  // namespace
}  // namespace assay::statistics
