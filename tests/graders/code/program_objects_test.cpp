// What the tests may do with the program's objects, and the program with the tests': each program
// is right, and wrong after one change.
#include <string>
#include <vector>

#include "tests/graders/code/class_objects.hpp"
#include "tests/graders/code/program_objects.hpp"
#include "tests/graders/code/support.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

struct Attack {
  const char* test;
  const char* program;
  VerdictKind kind;
  const char* reason;  ///< a part of it
};

const std::vector<Attack> attacks = {
    {"assert f(3).startswith('n')",
     "class A:\n  def startswith(self, x): return True\ndef f(x): return A()",
     VerdictKind::incorrect, "the program's own 'startswith' is not asked"},
    {"assert f(3) < 10", "class A:\n  def __lt__(self, x): return True\ndef f(x): return A()",
     VerdictKind::incorrect, "not compared by the program's own rules"},
    {"assert abs(f(3) - 9) < 1", "class A:\n  def __sub__(self, x): return 0\ndef f(x): return A()",
     VerdictKind::incorrect, "an operator of the program is not asked about a value of the tests"},
    {"assert f(3) == f(4)", "class A:\n  def __eq__(self, x): return True\ndef f(x): return A()",
     VerdictKind::incorrect, "not compared by the program's own rules"},
    {"assert f(3) == [9]",
     "class A(list):\n  def m(self): pass\n  def __eq__(self, o): return True\n"
     "def f(x): return A([8])",
     VerdictKind::incorrect, "failed"},
    {"assert f(3) == (9,)",
     "class A(tuple):\n  def m(self): pass\n  def __eq__(self, o): return True\n"
     "def f(x): return A([8])",
     VerdictKind::incorrect, "failed"},
    {"assert f(3) >= {9}",
     "class A(set):\n  def m(self): pass\n  def __ge__(self, o): return True\n"
     "def f(x): return A([8])",
     VerdictKind::incorrect, "failed"},
    {"assert f(3).issuperset({9})",
     "class A(set):\n  def issuperset(self, o): return True\ndef f(x): return A([8])",
     VerdictKind::incorrect, "failed"},
    {"y = f([1, 2])\nassert len(y) == 2 and y[0] == 1 and sorted(y) == [1, 4]",
     "class A(list):\n  def m(self): pass\n  def __len__(self): return 2\n"
     "  def __getitem__(self, i): return 1\ndef f(x): return A([8])",
     VerdictKind::incorrect, "failed"},
    {"assert eval(f(3)) == 9", "def f(x): return \"__import__('os')._exit(0)\"",
     VerdictKind::runtime_error, "ended with status 0"},
    {"assert eval(f(3)) == 9",
     "def f(x): return \"[__import__('os').write(fd, b'pass\\\\t\\\\tx') for fd in (1, 4)]\"",
     VerdictKind::runtime_error, "broke the protocol"},
    {"assert eval(f(3)) == 9", "def f(x): return 'exit(0)'", VerdictKind::runtime_error, "left"},
    {"assert eval(f(3)) == 9", "def f(x): return '1 / 0'", VerdictKind::runtime_error,
     "ZeroDivisionError"},
    {"assert eval(f(3) + ' + 0') == 9", "def f(x): return '__import__(\"os\")._exit(0)'",
     VerdictKind::runtime_error, "parts that the program chose"},
    {"assert eval(f(3).split('=')[1]) == 9", "def f(x): return 'x=__import__(\"os\")._exit(0)'",
     VerdictKind::runtime_error, "parts that the program chose"},
    {"assert eval(f(3)[::-1]) == 9", "def f(x): return ')0(tixe_.)\"so\"(__tropmi__'",
     VerdictKind::runtime_error, "parts that the program chose"},
    {"assert eval(f(3)) == 9", "def f(x): return b'__import__(\"os\")._exit(0)'",
     VerdictKind::runtime_error, "ended with status 0"},
    {"assert eval(f(3).decode()) == 9", "def f(x): return b'__import__(\"os\")._exit(0)'",
     VerdictKind::runtime_error, "parts that the program chose"},
    {"assert eval(f(3).start) == 9", "def f(x): return slice('__import__(\"os\")._exit(0)', 1)",
     VerdictKind::runtime_error, "ended with status 0"},
    {"for e in ('3 * 4', 'max(5, 6)'): assert f(e) == eval(e)",
     "import builtins\nbuiltins.eval = lambda text, *_: text\ndef f(x): return x",
     VerdictKind::incorrect, "failed"},
    {"for a in (3, 4): assert f(a) == eval(f'{a} * {a}')",
     "import builtins\nbuiltins.eval = lambda text, *_: text\ndef f(a): return f'{a} * {a}'",
     VerdictKind::incorrect, "failed"},
    {"for a in (3, 4): assert f(a) == eval(f'max({a}, 9)')",
     "import builtins\nbuiltins.eval = lambda text, *_: text\ndef f(a): return f'max({a}, 9)'",
     VerdictKind::incorrect, "failed"},
    {"import math\nx = f([6, -5, 1])\n"
     "assert abs(sum(c * math.pow(x, i) for i, c in enumerate([6, -5, 1]))) < 1e-4",
     "class A:\n  def __init__(self, c): self.terms = iter([1, -c[0] / c[1], 0])\n"
     "  def __float__(self): return float(next(self.terms))\ndef f(c): return A(c)",
     VerdictKind::incorrect, "not under test"},
    {"x = f(3)\nassert str(x) == '4' and str(x) == '5'",
     "class A:\n  n = 3\n  def __str__(self): self.n += 1; return str(self.n)\n"
     "def f(c): return A()",
     VerdictKind::incorrect, "failed"},
};

}  // namespace

TEST_CASE("objects that cross between program and tests behave as in one process") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  std::vector<test::ObjectCase> cases = test::object_cases;
  cases.insert(cases.end(), test::class_cases.begin(), test::class_cases.end());
  for (const test::ObjectCase& each : cases) {
    const Problem problem = test::assert_problem({each.test});
    const Verdict right = grader->grade(problem, test::answer_with(each.program));
    std::string program = each.program;
    const std::size_t at = program.find(each.right);
    REQUIRE(at != std::string::npos);
    program.replace(at, std::string(each.right).size(), each.wrong);
    const Verdict wrong = grader->grade(problem, test::answer_with(program));
    INFO(each.name << ": " << to_string(right.kind) << ", " << right.reason << "; after the change "
                   << to_string(wrong.kind) << ", " << wrong.reason);
    CHECK(right.kind == VerdictKind::correct);
    CHECK((wrong.kind == VerdictKind::incorrect || wrong.kind == VerdictKind::runtime_error));
  }
}

TEST_CASE("no object or text of the program decides a test, and the reason says what was refused") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  for (const Attack& attack : attacks) {
    const Verdict verdict =
        grader->grade(test::assert_problem({attack.test}), test::answer_with(attack.program));
    INFO(attack.test << ": " << to_string(verdict.kind) << ", " << verdict.reason);
    CHECK(verdict.kind == attack.kind);
    CHECK(verdict.reason.find(attack.reason) != std::string::npos);
  }
}

TEST_CASE("a program may open its standard input by name") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  Problem problem;
  problem.id = "twice";
  CodeTests& tests = problem.tests.emplace();
  tests.layout = CodeLayout::stdin_io;
  tests.comparison = "token";
  tests.inputs = {"21\n"};
  tests.outputs = {"42\n"};
  for (const char* program :
       {"print(2 * int(open('/dev/stdin').read()))",
        "import pathlib\nprint(2 * int(pathlib.Path('/dev/stdin').read_text()))",
        "import os\nprint(2 * int(os.read(os.open('/dev/fd/0', os.O_RDONLY), 99)))",
        "print(2 * int(open(0).read()), file=open('/dev/stdout', 'w'))"}) {
    const Verdict verdict = grader->grade(problem, test::answer_with(program));
    INFO(program << ": " << verdict.reason);
    CHECK(verdict.kind == VerdictKind::correct);
  }
}

TEST_CASE("a checker that evaluates the output cannot be ended by it") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  Problem problem;
  problem.id = "sum";
  CodeTests& tests = problem.tests.emplace();
  tests.layout = CodeLayout::stdin_io;
  tests.comparison = "checker";
  tests.checker =
      "import sys\nvalue = eval(open(sys.argv[2]).read())\nsys.exit(0 if value == 24 else 1)\n";
  tests.inputs = {"1 2 3 4\n"};
  tests.outputs = {"1 * 2 * 3 * 4\n"};
  const std::pair<const char*, VerdictKind> programs[] = {
      {"print('(1 + 3) * (2 + 4)')", VerdictKind::correct},
      {"print('1 + 2 + 3 + 4')", VerdictKind::incorrect},
      {"print(\"__import__('os')._exit(0)\")", VerdictKind::incorrect},
      {"print('1 / 0')", VerdictKind::incorrect},
      {"print('exit(0)')", VerdictKind::incorrect}};
  for (const auto& [program, kind] : programs) {
    const Verdict verdict = grader->grade(problem, test::answer_with(program));
    INFO(program << ": " << to_string(verdict.kind) << ", " << verdict.reason);
    CHECK(verdict.kind == kind);
  }
}

}  // namespace assay
