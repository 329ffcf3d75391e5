#include "graders/choice/choice_grader.hpp"

#include "engine/core/error.hpp"
#include "graders/assay_graders.hpp"
#include "graders/choice/letters.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {
namespace {

Problem capitals() {
  Problem problem;
  problem.id = "capital";
  problem.options = {"Rome", "Paris", "Bern", "Oslo"};
  problem.gold = "B";
  return problem;
}

Verdict grade(const std::string& answer, const Problem& problem = capitals()) {
  return ChoiceGrader().grade(problem, plain_completion(answer));
}

TEST_CASE("a choice is found by every convention, by its letter or its text") {
  const char* right[] = {"Answer: B",
                         "**Answer:** B",
                         "Answer: **(B)**",
                         "Answer: $B$",
                         "The answer is (B).",
                         "The final answer is B) Paris",
                         "So it is \\boxed{B}",
                         "\\boxed{\\text{B}}",
                         "\\boxed{\\textbf{(B) }Paris}",
                         "$\\boxed{\\mathrm{B}}$",
                         "<answer>B</answer>",
                         "Answer: Option B",
                         "Answer: b",
                         "\\boxed{Paris}",
                         "Answer: Paris.",
                         "I weigh A against C.\n\nB",
                         "Answer: A\n\nNo, I was wrong.\n\nAnswer: B",
                         "The answer is not clear at first.\n\n**(B)**"};
  for (const char* answer : right) {
    INFO(answer);
    const Verdict verdict = grade(answer);
    CHECK(verdict.kind == VerdictKind::correct);
    CHECK(verdict.canonical == "B");
  }
}

TEST_CASE("another option, several, and none of them are wrong") {
  struct Case {
    const char* answer;
    const char* rule;
  };
  const Case wrong[] = {{"Answer: A", "option A; reference B [answer_colon]"},
                        {"\\boxed{A}", "option A; reference B [boxed]"},
                        {"Answer: B or C", "names several options; reference B [answer_colon]"},
                        {"\\boxed{A, B}", "names several options; reference B [boxed]"},
                        {"Answer: E", "names no option; reference B [answer_colon]"},
                        {"Answer: Vienna", "names no option; reference B [answer_colon]"}};
  for (const Case& reply : wrong) {
    INFO(reply.answer);
    const Verdict verdict = grade(reply.answer);
    CHECK(verdict.kind == VerdictKind::incorrect);
    CHECK(verdict.reason == reply.rule);
  }
}

TEST_CASE("a capital in prose is no choice") {
  for (const char* reply : {"", "  \n", "B is a city, and A train goes there.", "I do not know."}) {
    INFO(reply);
    CHECK(grade(reply).kind == VerdictKind::unparsed);
  }
  CHECK(option_letters("A train from Bern", 10).empty());
  CHECK(option_letters("I think so", 10).empty());
  CHECK(option_letters("A is right", 10) == "A");
  CHECK(option_letters("I", 10) == "I");
  CHECK(option_letters("K", 10).empty());
  CHECK(option_letters("(A) and (C)", 10) == "AC");
  CHECK(option_letters("D) 5 and not C) 6", 10) == "D");
}

TEST_CASE("a choice within thinking, or behind thinking that never ended, is none") {
  Completion open;
  open.answer = "Answer: B";
  open.think_end = std::nullopt;
  open.finish_reason = FinishReason::stop;
  CHECK(ChoiceGrader().grade(capitals(), open).kind == VerdictKind::unparsed);
  open.finish_reason = FinishReason::length;
  CHECK(ChoiceGrader().grade(capitals(), open).kind == VerdictKind::truncated);
  CHECK(grade("Answer: B <think> Answer: B").kind == VerdictKind::unparsed);
  CHECK(grade("Answer: A </think> Answer: B").kind == VerdictKind::correct);
}

TEST_CASE("a multiple-choice problem must have options and the letter of one of them") {
  const auto error_of = [](const Problem& problem) {
    try {
      ChoiceGrader().check(problem);
    } catch (const DataError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  CHECK(error_of(capitals()) == "no error");
  Problem problem = capitals();
  problem.gold = "E";
  CHECK(error_of(problem) == "problem 'capital': the gold answer 'E' is no letter from A to D");
  problem.options.clear();
  CHECK(error_of(problem) == "problem 'capital': has no options to choose from");
}

}  // namespace
}  // namespace assay::test
