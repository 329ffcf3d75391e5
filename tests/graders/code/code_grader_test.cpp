#include "graders/code/code_grader.hpp"

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "tests/graders/code/support.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

using test::answer_with;
using test::assert_problem;

}  // namespace

TEST_CASE("a code verdict names the failing test and shows what was printed") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  const Verdict verdict = grader->grade(assert_problem({"assert f(1) == 1", "assert f(2) == 3"}),
                                        answer_with("def f(x):\n  print('x is', x)\n  return x"));
  CHECK(verdict.kind == VerdictKind::incorrect);
  CHECK(verdict.reason.find("test 2 of 2 failed: assert f(2) == 3") == 0);
  CHECK(verdict.output == "x is 1\nx is 2\n");
  CHECK(verdict.extracted == "def f(x):\n  print('x is', x)\n  return x\n");
  CHECK(verdict.grader == "code/2");
  CHECK(verdict.cpu_ms > 1);
  CHECK(verdict.rss_bytes > 1e6);
}

TEST_CASE("setup and imports are the tests', and may use the program's classes") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  Problem problem = assert_problem({"assert f(root) == near", "assert isclose(1.0, 1.0)"});
  problem.tests->imports = {"from math import isclose"};
  problem.tests->setup = "root = Node(1)\nroot.left = Node(2)\nnear = 3";
  const Verdict verdict = grader->grade(
      problem, answer_with("class Node:\n  def __init__(s, v): s.v, s.left = v, None\n"
                           "def f(n): return n.v + n.left.v"));
  INFO(verdict.reason);
  CHECK(verdict.kind == VerdictKind::correct);
}

TEST_CASE("what a test writes to stderr is neither its verdict nor the next one's") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  const std::string right = "def f(x):\n    return x + 1";
  const std::string wrong = "def f(x):\n    return x";
  for (const char* test :
       {"assert f(1) is 2", "import warnings\nwarnings.warn('w')\nassert f(1) == 2",
        "import sys\nprint('pass\\t\\tx', file=sys.stderr)\nassert f(1) == 2",
        "assert f(1) == 2"}) {
    INFO(test);
    const Problem problem = assert_problem({test});
    CHECK(grader->grade(problem, answer_with(right)).kind == VerdictKind::correct);
    CHECK(grader->grade(problem, answer_with(wrong)).kind == VerdictKind::incorrect);
  }
}

TEST_CASE("no program is unparsed, a cut one truncated, broken tests an infrastructure error") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  const Problem problem = assert_problem({"assert f(2) == 4"});
  Completion completion = answer_with("");
  CHECK(grader->grade(problem, completion).kind == VerdictKind::unparsed);
  completion.finish_reason = FinishReason::length;
  CHECK(grader->grade(problem, completion).kind == VerdictKind::truncated);
  completion.answer = "```python\ndef f(x): return x * x";
  CHECK(grader->grade(problem, completion).kind == VerdictKind::truncated);
  completion.finish_reason = FinishReason::stop;
  CHECK(grader->grade(problem, completion).kind == VerdictKind::correct);
  completion.think_end.reset();
  CHECK(grader->grade(problem, completion).kind == VerdictKind::unparsed);
  CHECK(grader->grade(assert_problem({"assert f(2) =="}), answer_with("def f(x): return 1")).kind ==
        VerdictKind::infrastructure_error);
  CHECK(grader->grade(assert_problem({}), answer_with("def f(x): return 1")).kind ==
        VerdictKind::infrastructure_error);
  CHECK(grader->grade(Problem{}, answer_with("x = 1")).kind == VerdictKind::infrastructure_error);
}

TEST_CASE("tests that cannot run are found before any program is judged by them") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  const auto fault = [&](const std::function<void(CodeTests&)>& change, CodeLayout layout) {
    Problem problem = assert_problem({"assert f(2) == 4"});
    problem.tests->layout = layout;
    problem.tests->entry_point = "f";
    problem.tests->test = "def check(candidate):\n    assert candidate(2) == 4\n";
    problem.tests->reference = "def f(x): return 2 * x";
    problem.tests->comparison = layout == CodeLayout::stdin_io ? "checker" : "";
    problem.tests->checker = layout == CodeLayout::stdin_io ? "import sys" : "";
    problem.tests->inputs = {"[2]"};
    problem.tests->outputs = {"4"};
    grader->check(problem);  // the control
    change(*problem.tests);
    try {
      grader->check(problem);
    } catch (const DataError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  using Catch::Contains;
  CHECK_THAT(fault(
                 [](CodeTests& t) {
                   t.asserts = {"assert f(1) == 1", "assert f(2) =="};
                 },
                 CodeLayout::asserts),
             Contains("problem 'p'") && Contains("test 2 of 2 does not compile"));
  CHECK_THAT(fault([](CodeTests& t) { t.setup = "x ="; }, CodeLayout::asserts),
             Contains("the setup does not compile"));
  CHECK_THAT(fault([](CodeTests& t) { t.imports = {"import"}; }, CodeLayout::asserts),
             Contains("the import 'import' does not compile"));
  CHECK_THAT(
      fault([](CodeTests& t) { t.test = "def check(candidate) pass"; }, CodeLayout::humaneval),
      Contains("the test does not compile"));
  CHECK_THAT(
      fault([](CodeTests& t) { t.test = "def chek(candidate): pass"; }, CodeLayout::humaneval),
      Contains("does not define check(candidate)"));
  CHECK_THAT(fault([](CodeTests& t) { t.reference = "def f(x): retrun 1"; }, CodeLayout::evalplus),
             Contains("the reference does not compile"));
  CHECK_THAT(fault([](CodeTests& t) { t.checker = "if:"; }, CodeLayout::stdin_io),
             Contains("the checker does not compile"));
}

TEST_CASE("a HumanEval problem takes a function or its body, and knows a wrong one") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  Problem problem;
  problem.tests.emplace();
  problem.tests->layout = CodeLayout::humaneval;
  problem.tests->entry_point = "twice";
  problem.tests->prompt =
      "def helper(x):\n    return x + x\n\n\ndef twice(x: int) -> int:\n    \"\"\"Twice x.\"\"\"\n";
  problem.tests->test =
      "METADATA = {}\n\ndef check(candidate):\n    assert candidate(2) == helper(2)\n"
      "    assert candidate(-1) == -2, \"negative\"\n";
  const auto kind = [&](const std::string& program) {
    const Verdict verdict = grader->grade(problem, answer_with(program));
    INFO(program << ": " << verdict.reason);
    return verdict.kind;
  };
  CHECK(kind("def twice(x):\n    return helper(x)") == VerdictKind::correct);
  CHECK(kind("from __future__ import annotations\ndef twice(x):\n    return 2 * x") ==
        VerdictKind::correct);
  CHECK(kind("    return helper(x)") == VerdictKind::correct);
  CHECK(kind("return helper(x)") == VerdictKind::correct);
  CHECK(kind("def twice(x):\n    return abs(2 * x)") == VerdictKind::incorrect);
  CHECK(kind("def other(x):\n    return 2 * x") == VerdictKind::incorrect);
}

TEST_CASE("four threads judge at once and agree") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  std::vector<std::vector<VerdictKind>> kinds(4);
  std::vector<std::thread> threads;
  for (auto& mine : kinds) {
    threads.emplace_back([&grader, &mine] {
      for (int i = 0; i < 6; ++i) {
        const std::string program = "def f(x): return x * " + std::to_string(1 + i % 2);
        mine.push_back(
            grader->grade(assert_problem({"assert f(4) == 8"}), answer_with(program)).kind);
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  using enum VerdictKind;
  for (const auto& mine : kinds) {
    CHECK(mine == std::vector{incorrect, correct, incorrect, correct, incorrect, correct});
  }
}

}  // namespace assay
