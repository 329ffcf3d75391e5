#include "graders/math/abstention.hpp"

#include "graders/assay_graders.hpp"
#include "graders/math/math_grader.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {
namespace {

Problem unanswerable() {
  Problem problem;
  problem.id = "q";
  problem.gold = "None";
  problem.answer.abstain = true;
  return problem;
}

Verdict grade(const std::string& reply, const Problem& problem = unanswerable()) {
  return MathGrader().grade(problem, plain_completion(reply));
}

TEST_CASE("where a question has no answer, saying so is right") {
  for (const char* reply :
       {"\\boxed{None}", "\\boxed{\\text{Cannot be determined}}", "\\boxed{\\text{N/A}}",
        "The answer is: not enough information.",
        "The average is not given.\n\nTherefore the sum cannot be determined from the text. Ask.",
        "Without it we can\u2019t determine the cost."}) {
    INFO(reply);
    CHECK(grade(reply).kind == VerdictKind::correct);
  }
}

TEST_CASE("where a question has no answer, a number is wrong and nothing is unparsed") {
  CHECK(grade("It cannot be determined, but say \\boxed{5}").kind == VerdictKind::incorrect);
  CHECK(grade("The answer is 12.").kind == VerdictKind::incorrect);
  CHECK(grade("").kind == VerdictKind::unparsed);
  CHECK(grade("We add the numbers up.").kind == VerdictKind::unparsed);
  CHECK(grade("\\boxed{}").kind == VerdictKind::unparsed);
}

TEST_CASE("where a question has an answer, abstaining is wrong") {
  Problem problem = unanswerable();
  problem.gold = "5";
  problem.answer.abstain = false;
  CHECK(grade("\\boxed{None}", problem).kind == VerdictKind::incorrect);
  CHECK(grade("It cannot be determined.", problem).kind == VerdictKind::unparsed);
  CHECK(grade("\\boxed{5}", problem).kind == VerdictKind::correct);
}

}  // namespace
}  // namespace assay::test
