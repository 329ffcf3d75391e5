#include "graders/grader.hpp"

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

Verdict grade(const std::string& gold, const Completion& completion) {
  Problem problem;
  problem.id = "p";
  problem.gold = gold;
  return make_grader({"math", SandboxPolicy::automatic})->grade(problem, completion);
}

Completion completion_of(const std::string& answer) {
  Completion completion;
  completion.think_end = 3;
  completion.answer = answer;
  return completion;
}

}  // namespace

TEST_CASE("a maths verdict names the rule, the extracted answer and its canonical form") {
  const Verdict right = grade("\\frac12", completion_of("It is $\\boxed{0.5}$."));
  CHECK(right.kind == VerdictKind::correct);
  CHECK(right.extracted == "0.5");
  CHECK(right.canonical == "1/2");
  CHECK(right.reason == "same number [\\boxed]");
  CHECK(right.grader == "math/1");
  const Verdict wrong = grade("2", completion_of("Answer: 3"));
  CHECK(wrong.kind == VerdictKind::incorrect);
  CHECK(wrong.reason == "another number [after 'Answer:']");
}

TEST_CASE("equal answers in other spellings have the same canonical form, for consensus") {
  CHECK(grade("1", completion_of("\\boxed{\\frac{6}{8}}")).canonical ==
        grade("1", completion_of("\\boxed{0.75}")).canonical);
  CHECK(grade("1", completion_of("\\boxed{\\text{(B)}}")).canonical ==
        grade("A", completion_of("\\boxed{B}")).canonical);
}

TEST_CASE("a reply without an answer is unparsed, or truncated when tokens ran out") {
  Completion completion = completion_of("I do not know.");
  CHECK(grade("none", completion).kind == VerdictKind::unparsed);
  completion.finish_reason = FinishReason::length;
  CHECK(grade("none", completion).kind == VerdictKind::truncated);
  completion.finish_reason = FinishReason::budget;
  CHECK(grade("none", completion).kind == VerdictKind::truncated);
  completion.answer = "so \\boxed{5} is my answer, and furth";
  CHECK(grade("5", completion).kind == VerdictKind::correct);
}

TEST_CASE("a box inside the thinking is never the answer") {
  Completion completion;
  completion.thinking = "maybe \\boxed{5}";
  CHECK(grade("5", completion).kind == VerdictKind::unparsed);
  completion.finish_reason = FinishReason::length;
  CHECK(grade("5", completion).kind == VerdictKind::truncated);
  completion.think_end = 10;
  CHECK(grade("5", completion).kind == VerdictKind::truncated);
}

TEST_CASE("an unknown kind of grader is refused with its name") {
  CHECK_THROWS_AS(make_grader({"essay", SandboxPolicy::automatic}), UsageError);
  CHECK_THROWS_WITH(make_grader({"essay", SandboxPolicy::automatic}),
                    Catch::Matchers::Contains("'essay'"));
}

}  // namespace assay
