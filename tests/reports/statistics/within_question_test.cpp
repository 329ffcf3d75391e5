#include "reports/statistics/within_question.hpp"

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::statistics {
namespace {

using test::Approx;

TEST_CASE("right-or-wrong samples and the same samples as numbers have one variance") {
  const std::vector<double> samples = {1, 0, 0, 1, 1};
  const ProblemMean counted = problem_mean(5, 3);
  const ProblemMean listed = problem_mean(samples);
  CHECK(counted.mean == Approx(listed.mean).epsilon(1e-14));
  // Python: statistics.variance([1, 0, 0, 1, 1]) / 5
  CHECK(*counted.variance == Approx(0.06).epsilon(1e-14));
  CHECK(*listed.variance == Approx(0.06).epsilon(1e-14));
}

TEST_CASE("the error splits into the choice of problems and the choice of samples") {
  // Problems that are alike: all is sampling noise. By hand: means 1/2; s^2/k = 1/4 each.
  const VarianceParts alike = variance_parts({problem_mean(2, 1), problem_mean(2, 1)});
  CHECK(alike.total == 0.0);
  CHECK(*alike.within == Approx(0.125));
  CHECK(*alike.between == 0.0);
  // Problems that are certain: all is the choice of problems. Variance 1/2 over 2.
  const VarianceParts certain = variance_parts({problem_mean(4, 0), problem_mean(4, 4)});
  CHECK(certain.total == Approx(0.25));
  CHECK(*certain.within == 0.0);
  CHECK(*certain.between == Approx(0.25));
  CHECK(within_question_error(alike) == Approx(0.3535533905932738));
}

TEST_CASE("one sample a problem cannot tell noise from difficulty") {
  const VarianceParts parts = variance_parts({problem_mean(1, 1), problem_mean(4, 2)});
  CHECK(parts.total > 0);
  CHECK_FALSE(parts.within.has_value());
  CHECK_FALSE(parts.between.has_value());
  CHECK_THROWS_AS(within_question_error(parts), UsageError);
}

TEST_CASE("a problem without samples or with impossible counts has no mean") {
  CHECK_THROWS_AS(problem_mean(0, 0), UsageError);
  CHECK_THROWS_AS(problem_mean(2, 3), UsageError);
  CHECK_THROWS_AS(problem_mean(std::vector<double>{}), UsageError);
}

}  // namespace
}  // namespace assay::statistics
