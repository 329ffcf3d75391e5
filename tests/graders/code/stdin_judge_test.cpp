#include "tests/graders/code/support.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

Problem stdin_problem(const std::string& comparison, const std::string& expected) {
  Problem problem;
  problem.id = "p";
  problem.tests.emplace();
  problem.tests->layout = CodeLayout::stdin_io;
  problem.tests->comparison = comparison;
  problem.tests->inputs = {"1\n"};
  problem.tests->outputs = {expected};
  return problem;
}

TEST_CASE("a program beyond its memory is named for that, whatever else came of it") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  const std::string fill = "x = b'x' * (100 << 20)\n";
  for (const char* after : {"1 / 0", "import os; os._exit(3)", "print(2)", "print(1)"}) {
    INFO(after);
    Problem problem = stdin_problem("token", "1");
    problem.tests->memory_bytes = 50 << 20;
    CHECK(grader->grade(problem, test::answer_with(fill + after)).kind == VerdictKind::memory);
    // The control: with room enough, the rest decides.
    problem.tests->memory_bytes = 500 << 20;
    CHECK(grader->grade(problem, test::answer_with(fill + after)).kind != VerdictKind::memory);
  }
}

TEST_CASE("a compiled program may open its standard input by name") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  Problem problem = stdin_problem("token", "42");
  problem.tests->language = "cpp";
  problem.tests->inputs = {"21\n"};
  const auto kind = [&](const std::string& name) {
    Completion answer;
    answer.think_end = 0;
    answer.answer =
        "```cpp\n#include <fstream>\n#include <iostream>\nint main() {\n"
        "  std::ifstream in(\"" +
        name +
        "\");\n  int x = 0;\n  in >> x;\n"
        "  std::cout << 2 * x;\n}\n```\n";
    return grader->grade(problem, answer).kind;
  };
  CHECK(kind("/dev/stdin") == VerdictKind::correct);
  CHECK(kind("/dev/nothing") == VerdictKind::incorrect);
}

TEST_CASE("the reason shows blanks where they are the difference, and only there") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  const auto reason = [&](const std::string& program) {
    const Verdict verdict =
        grader->grade(stdin_problem("exact", "a\nb\n"), test::answer_with(program));
    CHECK(verdict.kind == VerdictKind::incorrect);
    return verdict.reason;
  };
  CHECK_THAT(reason("print('  a')\nprint('b')"), Catch::Contains("printed '  a\\nb"));
  CHECK_THAT(reason("print('  c  ')"), Catch::Contains("printed 'c', expected 'a\\nb'"));
}

}  // namespace
}  // namespace assay
