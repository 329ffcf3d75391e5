#include "reports/statistics/thought_budget.hpp"

#include "engine/core/error.hpp"
#include "reports/statistics/standard_error.hpp"
#include "reports/statistics/think_tokens.hpp"
#include "tests/support/catch.hpp"

namespace assay::statistics {
namespace {

using test::Approx;

const Thoughts problems = {
    {{100, true, false}, {300, true, false}},
    {{200, false, false}, {400, false, true}},
};

TEST_CASE("thinking longer than the budget counts as wrong") {
  const auto curve = accuracy_by_budget(problems, {50, 100, 300, 1000});
  CHECK(curve[0].accuracy == 0.0);
  CHECK(curve[1].accuracy == 0.25);
  CHECK(curve[2].accuracy == 0.5);
  CHECK(curve[3].accuracy == 0.5);
  CHECK_FALSE(curve[0].accuracy_of_finished);  // none of none
  CHECK(curve[1].finished == 0.25);
  CHECK(*curve[1].accuracy_of_finished == 1.0);
  CHECK(curve[2].finished == 0.75);
  CHECK(*curve[2].accuracy_of_finished == Approx(2.0 / 3));
  CHECK(*curve[2].accuracy_error == Approx(0.5));
}

TEST_CASE("a truncated thought leaves open what a larger budget would have given") {
  const auto curve = accuracy_by_budget(problems, {400, 401});
  CHECK(curve[0].censored == 0);
  CHECK(curve[1].censored == 1);
  CHECK(truncation_rate(problems) == 0.25);
}

TEST_CASE("problems of one cluster are no independent evidence on a budget either") {
  const Thoughts four = {
      {{1, true, false}}, {{1, true, false}}, {{1, false, false}}, {{1, false, false}}};
  const std::vector<std::string> clusters = {"a", "a", "b", "b"};
  const double alone = *accuracy_by_budget(four, {1})[0].accuracy_error;
  const double clustered = *accuracy_by_budget(four, {1}, clusters)[0].accuracy_error;
  CHECK(alone == Approx(standard_error({1, 1, 0, 0})));
  CHECK(clustered == Approx(clustered_standard_error({1, 1, 0, 0}, clusters)));
  CHECK(clustered > 1.2 * alone);
}

TEST_CASE("a truncated thought is never finished, though its verdict be right") {
  CHECK(accuracy_by_budget({{{10, true, true}}}, {100})[0].accuracy == 0.0);
}

TEST_CASE("problems weigh the same, whatever their number of samples") {
  const Thoughts uneven = {{{1, true, false}}, {{1, false, false}, {1, false, false}}};
  CHECK(accuracy_by_budget(uneven, {1})[0].accuracy == 0.5);
}

TEST_CASE("no problems or a problem without samples are refused") {
  CHECK_THROWS_AS(accuracy_by_budget({}, {1}), UsageError);
  CHECK_THROWS_WITH(accuracy_by_budget({{{1, true, false}}, {}}, {1}),
                    Catch::Matchers::Contains("problem 1"));
  CHECK_THROWS_AS(truncation_rate({}), UsageError);
}

TEST_CASE("tokens group by verdict, each with its quantiles") {
  const auto groups = token_statistics_by_verdict(
      {VerdictKind::correct, VerdictKind::incorrect, VerdictKind::correct}, {100, 900, 300});
  REQUIRE(groups.size() == 2);
  CHECK(groups.at(VerdictKind::correct).mean == 200);
  CHECK(groups.at(VerdictKind::incorrect).max == 900);
  CHECK_THROWS_AS(token_statistics_by_verdict({VerdictKind::correct}, {}), UsageError);
  CHECK(token_quantiles({4, 1, 3, 2}, {0, 0.5, 1}) == std::vector<double>{1, 2.5, 4});
  CHECK(token_quantiles({}, {0.5}).empty());
  CHECK_THROWS_AS(token_quantiles({1}, {1.5}), UsageError);
}

}  // namespace
}  // namespace assay::statistics
