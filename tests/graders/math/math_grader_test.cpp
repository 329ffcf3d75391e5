#include "graders/grader.hpp"

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

Problem problem_of(const std::string& gold) {
  Problem problem;
  problem.id = "p17";
  problem.gold = gold;
  return problem;
}

std::unique_ptr<Grader> grader() { return make_grader({"math", SandboxPolicy::automatic}); }

Verdict grade(const std::string& gold, const Completion& completion) {
  return grader()->grade(problem_of(gold), completion);
}

Completion completion_of(const std::string& answer) {
  Completion completion;
  completion.think_end = 3;
  completion.answer = answer;
  return completion;
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

}  // namespace

TEST_CASE("a maths verdict names the extracted answer, its canonical form and the convention") {
  const Verdict right = grade("\\frac12", completion_of("It is $\\boxed{0.5}$."));
  CHECK(right.kind == VerdictKind::correct);
  CHECK(right.extracted == "0.5");
  CHECK(right.canonical == "1/2");
  CHECK(ends_with(right.reason, " [boxed]"));
  CHECK(right.grader == "math/4");
  const Verdict wrong = grade("2", completion_of("Answer: 3"));
  CHECK(wrong.kind == VerdictKind::incorrect);
  CHECK(wrong.extracted == "3");
  CHECK(ends_with(wrong.reason, "; reference 2 [answer_colon]"));
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

TEST_CASE("an empty box is unparsed, with the convention that found it") {
  const Verdict verdict = grade("5", completion_of("\\boxed{5}, or rather \\boxed{}"));
  CHECK(verdict.kind == VerdictKind::unparsed);
  CHECK(verdict.reason == "the last \\boxed is empty [boxed]");
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

TEST_CASE("thinking that is opened again in the answer is not searched") {
  CHECK(grade("5", completion_of("\\boxed{5} <think> no </think> \\boxed{6}")).kind ==
        VerdictKind::incorrect);
  CHECK(grade("5", completion_of("<think> \\boxed{5}")).kind == VerdictKind::unparsed);
}

TEST_CASE("the problem's rules order the conventions and allow a tolerance") {
  Problem problem = problem_of("7");
  const Completion completion = completion_of("\\boxed{5} and then 7.01");
  CHECK(grader()->grade(problem, completion).kind == VerdictKind::incorrect);
  problem.answer.extraction = {"last_number"};
  CHECK(grader()->grade(problem, completion).kind == VerdictKind::incorrect);
  problem.answer.rel_tol = 0.01;
  const Verdict near = grader()->grade(problem, completion);
  CHECK(near.kind == VerdictKind::correct);
  CHECK(near.extracted == "7.01");
  CHECK(ends_with(near.reason, " [last_number]"));
}

TEST_CASE("a gold answer that is empty or cannot be read is an error that names it") {
  for (const char* gold : {"", "  ", "\\boxed{}", "$$", "\\frac{1}{", "x^"}) {
    INFO(gold);
    CHECK_THROWS_AS(grader()->check(problem_of(gold)), DataError);
    CHECK_THROWS_WITH(grader()->check(problem_of(gold)),
                      Catch::Matchers::Contains("'p17'") &&
                          Catch::Matchers::Contains("'" + std::string(gold) + "'"));
  }
  for (const char* gold : {"5", "\\frac12", "None", "\\text{Evelyn}", "(A)", "x > 5",
                           "Cannot be determined, since nothing is known."}) {
    INFO(gold);
    CHECK_NOTHROW(grader()->check(problem_of(gold)));
  }
}

TEST_CASE("rules of a problem that cannot be are errors when the suite loads") {
  Problem problem = problem_of("5");
  problem.answer.extraction = {"box"};
  CHECK_THROWS_AS(grader()->check(problem), DataError);
  problem.answer.extraction = {"boxed"};
  CHECK_NOTHROW(grader()->check(problem));
  problem.answer.rel_tol = -0.5;
  CHECK_THROWS_AS(grader()->check(problem), DataError);
}

TEST_CASE("an unknown kind of grader is refused with its name") {
  CHECK_THROWS_AS(make_grader({"essay", SandboxPolicy::automatic}), UsageError);
  CHECK_THROWS_WITH(make_grader({"essay", SandboxPolicy::automatic}),
                    Catch::Matchers::Contains("'essay'"));
}

}  // namespace assay
