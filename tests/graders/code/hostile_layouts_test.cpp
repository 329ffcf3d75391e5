// Hostile programs in the layouts of LiveCodeBench's functions and of EvalPlus.
#include <string>
#include <vector>

#include "graders/code/code_grader.hpp"
#include "tests/graders/code/hostile_corpus.hpp"
#include "tests/graders/code/support.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

using test::HostileProgram;

Problem squares_of_a_list() {
  Problem problem;
  problem.id = "squares";
  CodeTests& tests = problem.tests.emplace();
  tests.layout = CodeLayout::functional;
  tests.entry_point = "squares";
  tests.inputs = {"[3, 12]", "[7]", "[]"};
  tests.outputs = {"[9, 144]", "[49]", "[]"};
  tests.timeout_s = tests.test_timeout_s = 1;
  return problem;
}

Problem thirds() {
  Problem problem;
  problem.id = "thirds";
  CodeTests& tests = problem.tests.emplace();
  tests.layout = CodeLayout::evalplus;
  tests.comparison = "humaneval";
  tests.entry_point = "third";
  tests.prompt = "def third(x):\n";
  tests.reference = "def third(x):\n    return x / 3\n";
  tests.inputs = {"[1]", "[10]", "[-2]"};
  tests.timeout_s = 2;
  return problem;
}

}  // namespace

TEST_CASE("hostile programs of the functional layout have their verdicts") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  const std::vector<HostileProgram> programs = test::hostile_programs("functional");
  CHECK(programs.size() >= 10);
  for (const HostileProgram& program : programs) {
    const Verdict verdict = grader->grade(squares_of_a_list(), test::answer_with(program.source));
    INFO(program.name << ": " << to_string(verdict.kind) << ", " << verdict.reason);
    CHECK(verdict.kind != VerdictKind::correct);
    CHECK(program.verdicts.count(std::string(to_string(verdict.kind))) == 1);
  }
  const Verdict verdict = grader->grade(
      squares_of_a_list(),
      test::answer_with("class Solution:\n  def squares(self, v): return [x * x for x in v]"));
  INFO(verdict.reason);
  CHECK(verdict.kind == VerdictKind::correct);
}

TEST_CASE("what is close to the reference of EvalPlus is decided by numbers alone") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  struct Case {
    const char* returned;
    bool right;
  };
  const Case cases[] = {
      {"x / 3", true},
      {"x / 3 * (1 + 1e-9)", true},
      {"x / 3 + 1e-3", false},
      {"float('nan')", false},
      {"float('inf')", false},
      {"-x / 3", false},
      {"10 ** 400", false},
      {"complex('nan')", false},
      {"str(x / 3)", false},
      {"None", false},
      {"[x / 3] * 3", false},
      {"type('Close', (float,), {'__sub__': lambda s, o: 0.0, '__eq__': lambda s, o: True})(9)",
       false},
      {"type('Any', (), {'__float__': lambda s: x / 3, '__eq__': lambda s, o: True})()", false},
      {"type('Array', (), {'__array__': lambda s: [x / 3], '__eq__': lambda s, o: True})()", false},
  };
  for (const Case& one : cases) {
    const Verdict verdict = grader->grade(
        thirds(),
        test::answer_with("def third(x):\n    return " + std::string(one.returned) + "\n"));
    INFO(one.returned << ": " << to_string(verdict.kind) << ", " << verdict.reason);
    CHECK((verdict.kind == VerdictKind::correct) == one.right);
    CHECK(verdict.kind != VerdictKind::infrastructure_error);
  }
}

TEST_CASE("an infinity that EvalPlus expects is not close to everything") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  Problem problem = thirds();
  problem.tests->reference = "def third(x):\n    return [float('inf'), x / 3]\n";
  const std::pair<const char*, bool> cases[] = {{"[float('inf'), x / 3]", true},
                                                {"[-7.0, x / 3]", false},
                                                {"[float('-inf'), x / 3]", false},
                                                {"[float('nan'), x / 3]", false}};
  for (const auto& [returned, right] : cases) {
    const Verdict verdict = grader->grade(
        problem, test::answer_with("def third(x):\n    return " + std::string(returned) + "\n"));
    INFO(returned << ": " << verdict.reason);
    CHECK((verdict.kind == VerdictKind::correct) == right);
  }
}

}  // namespace assay
