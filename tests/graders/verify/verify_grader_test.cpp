#include "graders/verify/verify_grader.hpp"

#include "datasets/builtin/countdown.hpp"
#include "engine/core/error.hpp"
#include "graders/assay_graders.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {
namespace {

Problem puzzle(const std::string& numbers, const std::string& target) {
  Problem problem;
  problem.id = "p";
  problem.verification = Verification{"arithmetic", {{"numbers", numbers}, {"target", target}}};
  return problem;
}

Verdict boxed(const Problem& problem, const std::string& answer) {
  return VerifyGrader().grade(problem, plain_completion("\\boxed{" + answer + "}"));
}

TEST_CASE("an expression that uses each number once and has the value is right") {
  const Problem problem = puzzle("4 4 6 8", "24");
  for (const char* answer :
       {"(4 + 8) * (6 - 4)", "(4+8)\\times(6-4)", "\\left(4 + 8\\right) \\cdot (6 - 4) = 24",
        "(4 + 8) \u00d7 (6 \u2212 4)", "$(8+4)*(6-4)$", "[4+8]*[6-4]", "-(4-6)*(4+8)"}) {
    INFO(answer);
    CHECK(boxed(problem, answer).kind == VerdictKind::correct);
  }
  CHECK(boxed(puzzle("3, 3, 8, 8", "24"), "8/(3-8/3)").kind == VerdictKind::correct);
  CHECK(boxed(puzzle("[3, 3, 8, 8]", "24"), "\\frac{8}{3-\\frac{8}{3}}").kind ==
        VerdictKind::correct);
  CHECK(boxed(puzzle("1 5 5 5", "24"), "5*(5-1/5)").kind == VerdictKind::correct);
}

TEST_CASE("an expression that is not is wrong, and the reason says why") {
  struct Case {
    const char* answer;
    const char* reason;
  };
  const Case wrong[] = {
      {"(4 + 8) * 6 - 4", "the value is 68, not 24 [boxed]"},
      {"4 * 6", "uses 4 6, not 4 4 6 8 [boxed]"},
      {"(4 + 4) * (8 - 6) + 8", "uses 4 4 6 8 8, not 4 4 6 8 [boxed]"},
      {"46 - 8 * 4", "uses 4 8 46, not 4 4 6 8 [boxed]"},
      {"(4 + 8) * (6 - 4) = 25", "'= 25' stands behind it, not 24 [boxed]"},
      {"6 / (4 - 4) + 8", "divides by zero [boxed]"},
      {"4 ^ 4 + 6 + 8", "'^4+6+8' is no arithmetic [boxed]"},
      {"(4 + 8", "a ')' is missing [boxed]"},
      {"24", "uses 24, not 4 4 6 8 [boxed]"},
      {"4 +", "ends where a number must stand [boxed]"},
      {"4.0 + 4 + 6 + 8", "'.0+4+6+8' is no arithmetic [boxed]"},
      {"impossible", "'impossible' is no arithmetic [boxed]"},
  };
  for (const Case& reply : wrong) {
    INFO(reply.answer);
    const Verdict verdict = boxed(puzzle("4 4 6 8", "24"), reply.answer);
    CHECK(verdict.kind == VerdictKind::incorrect);
    CHECK(verdict.reason == reply.reason);
  }
}

TEST_CASE("values are exact, and sizes that could overflow are refused") {
  CHECK(boxed(puzzle("1 3 3", "1"), "3*1/3").kind == VerdictKind::correct);
  CHECK(boxed(puzzle("1 49 49", "1"), "49*(1/49)").kind == VerdictKind::correct);
  const std::string large = "999999999999999";
  const Verdict verdict =
      boxed(puzzle(large + " " + large + " 1", "1"), large + "*" + large + "*1");
  CHECK(verdict.reason == "a value is too large [boxed]");
  CHECK(boxed(puzzle("1", "1"), std::string(1500, '(')).kind == VerdictKind::incorrect);
  CHECK(boxed(puzzle("1", "1"), std::string(5000, '-')).kind == VerdictKind::incorrect);
}

Problem islanders() {
  Problem problem;
  problem.id = "kk";
  // Zoey says that Liam is a knave; Liam says that both are knights.
  problem.verification = Verification{"knights_and_knaves",
                                      {{"names", "Zoey, Liam"},
                                       {"statements",
                                        "(('lying', 1), ('and', ('telling-truth', 0), "
                                        "('telling-truth', 1)))"}}};
  return problem;
}

Verdict tagged(const std::string& answer, const Problem& problem = islanders()) {
  return VerifyGrader().grade(problem, plain_completion("<answer>" + answer + "</answer>"));
}

TEST_CASE("an assignment that fits all statements is right in every wording") {
  for (const char* answer :
       {"(1) Zoey is a knight\n(2) Liam is a knave", "Zoey: Knight, Liam: Knave",
        "Liam is a knave, and Zoey is a **knight**.", "Zoey = knight; Liam = knave"}) {
    INFO(answer);
    const Verdict verdict = tagged(answer);
    CHECK(verdict.kind == VerdictKind::correct);
    CHECK(verdict.canonical == "Zoey: knight, Liam: knave");
  }
  Problem twins = islanders();  // each says that the other is a knight
  twins.verification->fields["statements"] = "(('telling-truth', 1), ('telling-truth', 0))";
  CHECK(tagged("Zoey and Liam are both knights", twins).kind == VerdictKind::correct);
  CHECK(tagged("Zoey and Liam are knaves", twins).kind == VerdictKind::correct);
  CHECK(tagged("Zoey is a knight, Liam a knave", twins).kind == VerdictKind::incorrect);
}

TEST_CASE("an assignment that does not fit, or is not whole, is wrong") {
  CHECK(tagged("Zoey is a knave, Liam is a knight").reason ==
        "Liam, a knight, would lie [answer_tag]");
  CHECK(tagged("Zoey is a knight, Liam is a knight").reason ==
        "Zoey, a knight, would lie [answer_tag]");
  for (const char* answer : {"Zoey is a knight", "Zoey is a knight, Liam is a knight or a knave",
                             "Zoey is a knight. Zoey is a knave. Liam is a knave", "both"}) {
    INFO(answer);
    CHECK(tagged(answer).kind == VerdictKind::incorrect);
    CHECK(tagged(answer).reason == "does not call everybody one of knight and knave [answer_tag]");
  }
}

TEST_CASE("no answer to a puzzle is unparsed") {
  for (const Problem& problem : {puzzle("1 2", "3"), islanders()}) {
    const VerifyGrader grader;
    CHECK(grader.grade(problem, plain_completion("")).kind == VerdictKind::unparsed);
    CHECK(grader.grade(problem, plain_completion("I give up")).kind == VerdictKind::unparsed);
  }
}

TEST_CASE("a puzzle that no verifier can judge is told before anything is graded") {
  const auto error_of = [](const Problem& problem) {
    try {
      VerifyGrader().check(problem);
    } catch (const DataError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  CHECK(error_of(puzzle("1 2", "3")) == "no error");
  CHECK(error_of(puzzle("1 x", "3")) == "problem 'p': numbers '1 x' must be integers of 0 or more");
  CHECK(error_of(puzzle("1 2", "3.5")) == "problem 'p': target '3.5' must be an integer");
  Problem problem = islanders();
  CHECK(error_of(problem) == "no error");
  problem.verification->fields["statements"] = "(('lying', 2), ('lying', 0))";
  CHECK(error_of(problem) ==
        "problem 'kk': statements '(('lying', 2), ('lying', 0))' must be a "
        "tuple of one statement for each name");
  problem.verification->verifier = "sudoku";
  CHECK(error_of(problem) == "problem 'kk': verifier 'sudoku' is unknown");
  problem.verification.reset();
  CHECK(error_of(problem) == "problem 'kk': names no verifier");
}

TEST_CASE("every generated Countdown puzzle is solved by the expression it was made from") {
  const std::vector<Problem> problems = builtin::countdown_problems();
  CHECK(problems.size() == 300);
  for (const Problem& problem : problems) {
    INFO(problem.id << ": " << problem.solution);
    CHECK(boxed(problem, problem.solution).kind == VerdictKind::correct);
    CHECK(boxed(problem, problem.solution + "+1").kind == VerdictKind::incorrect);
  }
}

}  // namespace
}  // namespace assay::test
