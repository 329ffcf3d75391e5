#include "reports/run/problem_change.hpp"

#include "tests/support/catch.hpp"

namespace assay {
namespace {

Problem sum() {
  Problem problem;
  problem.id = "p";
  problem.question = "2+2?";
  problem.prompt = "2+2? Box it.";
  problem.gold = "4";
  return problem;
}

TEST_CASE("equal problems have no change") { CHECK(problem_change(sum(), sum()).empty()); }

TEST_CASE("the field that differs is told, and the prompt only where nothing else does") {
  Problem now = sum();
  now.prompt = "2+2?\nBox it.";
  CHECK(problem_change(sum(), now) ==
        R"(prompt: the run has "2+2? Box it.", you asked for "2+2?\nBox it.")");
  now.gold = "5";
  CHECK(problem_change(sum(), now) == R"(gold: the run has "4", you asked for "5")");
  now.tests = CodeTests{};
  now.gold = "4";
  CHECK_THAT(problem_change(sum(), now),
             Catch::StartsWith("tests: the run has none, you asked for "));
}

TEST_CASE("of tests and rules the part that differs is told") {
  Problem before = sum();
  before.tests = CodeTests{};
  before.tests->asserts = {"assert f(1) == 2"};
  Problem now = before;
  now.tests->asserts = {"assert f(1) == 3"};
  CHECK_THAT(problem_change(before, now), Catch::StartsWith("tests.asserts: the run has "));
  now = before;
  now.answer.rel_tol = 0.1;
  before.answer.abs_tol = 1;
  CHECK_THAT(problem_change(before, now), Catch::StartsWith("answer.abs_tol: the run has "));
}

TEST_CASE("long texts are cut to where they part, between characters") {
  Problem before = sum();
  before.question = std::string(1000, 'a') + "äöüäöüäöüäöü" + "x" + std::string(1000, 'b');
  Problem now = before;
  now.question[1024] = 'y';
  const std::string told = problem_change(before, now);
  CHECK(told.size() < 220);
  CHECK_THAT(told, Catch::Contains("üäöüäöüäöüx") || Catch::Contains("äöüx"));
  CHECK_THAT(told, Catch::Contains("äöüy") && !Catch::Contains("\xEF\xBF\xBD"));
}

}  // namespace
}  // namespace assay
