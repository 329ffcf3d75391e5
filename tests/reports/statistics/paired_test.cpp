#include "reports/statistics/paired.hpp"

#include <cmath>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::statistics {
namespace {

using test::Approx;

std::vector<ProblemMean> differences(const std::vector<double>& values) {
  std::vector<ProblemMean> result;
  for (const double value : values) {
    result.push_back({value, std::nullopt});
  }
  return result;
}

TEST_CASE("what both runs find hard cancels in the pair") {
  // Scores differ by problem from 0 to 1; B is 0.1 better on each, but for noise of 0.02.
  const PairedDifference paired = paired_difference(differences({0.12, 0.08, 0.12, 0.08}));
  CHECK(paired.difference == Approx(0.1));
  // Python: statistics.stdev([.12, .08, .12, .08]) / 2
  CHECK(*paired.standard_error == Approx(0.011547005383792513).epsilon(1e-12));
  CHECK(paired.degrees_of_freedom == 3);
  CHECK(paired.lower_bound() > 0);
}

TEST_CASE("samples with shared random numbers are paired one by one, others by their variances") {
  const std::vector<double> a = {1, 0, 1, 0};
  const std::vector<double> b = {1, 0, 1, 1};
  const ProblemMean shared = difference_by_sample(a, b);
  const ProblemMean independent = difference_by_mean(problem_mean(a), problem_mean(b));
  CHECK(shared.mean == 0.25);
  CHECK(independent.mean == 0.25);
  // By hand: variance of (0, 0, 0, 1) is 1/4, over 4; of a 1/3, of b 1/4, each over 4.
  CHECK(*shared.variance == Approx(1.0 / 16));
  CHECK(*independent.variance == Approx(7.0 / 48));
  CHECK_THROWS_AS(difference_by_sample(a, {b.data(), 3}), UsageError);
}

TEST_CASE("a pair's error splits between and within questions") {
  // Problem means differ by +-1/2 with no noise, or not at all with noise.
  const PairedDifference certain = paired_difference({{0.5, 0.0}, {-0.5, 0.0}});
  CHECK(*certain.parts.between == Approx(0.25));
  CHECK(*certain.parts.within == 0.0);
  const PairedDifference noisy = paired_difference({{0.0, 0.1}, {0.0, 0.1}});
  CHECK(*noisy.parts.between == 0.0);
  CHECK(*noisy.parts.within == Approx(0.05));
}

TEST_CASE("problems of one cluster are one unit") {
  PairedOptions options;
  options.clusters = {"a", "a", "b", "b", "", ""};
  const auto values = differences({0.2, 0.2, -0.1, -0.1, 0.3, 0.0});
  const PairedDifference clustered = paired_difference(values, options);
  CHECK(clustered.degrees_of_freedom == 3);
  CHECK(*clustered.standard_error > *paired_difference(values).standard_error);
  options.clusters = {"a", "a", "a", "a", "a", "a"};
  CHECK_FALSE(paired_difference(values, options).standard_error.has_value());
  options.clusters = {"a"};
  CHECK_THROWS_AS(paired_difference(values, options), UsageError);
}

TEST_CASE("one problem has no error, and its bounds are infinite") {
  const PairedDifference one = paired_difference(differences({0.5}));
  CHECK_FALSE(one.standard_error.has_value());
  CHECK(std::isinf(one.lower_bound()));
  CHECK(std::isinf(one.upper_bound()));
  CHECK_THROWS_AS(paired_difference({}), UsageError);
}

TEST_CASE("no bound of a difference of shares lies beyond what is possible") {
  PairedOptions options;
  options.unseen_variance = unseen_flip_variance(2, 1, 1);
  const auto values = differences({-1.0, 0.0});
  CHECK(paired_difference(values, options).interval().low < -1);
  options.most = 1;
  const PairedDifference shares = paired_difference(values, options);
  CHECK(shares.interval().low == -1);
  CHECK(shares.interval().high == 1);
  CHECK(shares.lower_bound() == -1);
}

TEST_CASE("flips too rare to be seen leave an error") {
  PairedOptions options;
  options.unseen_variance = unseen_flip_variance(10, 1, 1);
  const PairedDifference paired =
      paired_difference(differences(std::vector<double>(10, 0.0)), options);
  // By hand: sqrt(2) / 10
  CHECK(*paired.standard_error == Approx(0.1414213562373095).epsilon(1e-14));
  CHECK(unseen_flip_variance(10, 64, 64) < unseen_flip_variance(10, 1, 1));
  CHECK_THROWS_AS(unseen_flip_variance(0, 1, 1), UsageError);
  CHECK_THROWS_AS(unseen_flip_variance(5, 0, 1), UsageError);
}

}  // namespace
}  // namespace assay::statistics
