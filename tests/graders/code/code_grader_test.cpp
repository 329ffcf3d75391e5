#include "graders/code/code_grader.hpp"

#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/graders/code/support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay {
namespace {

using nlohmann::json;
using test::answer_with;
using test::assert_problem;

struct Row {
  const char* name;
  std::vector<std::string> asserts;
  const char* program;
  VerdictKind kind;
};

const std::vector<Row> rows = {
    {"right", {"assert f(2) == 4"}, "def f(x): return x * x", VerdictKind::correct},
    {"wrong", {"assert f(2) == 4"}, "def f(x): return x", VerdictKind::incorrect},
    {"second test fails",
     {"assert f(2) == 4", "assert f(3) == 9"},
     "def f(x): return 4",
     VerdictKind::incorrect},
    {"raises", {"assert f(2) == 4"}, "def f(x): return x / 0", VerdictKind::runtime_error},
    {"syntax", {"assert f(2) == 4"}, "def f(x) return x", VerdictKind::compile_error},
    {"raises on loading",
     {"assert f(2) == 4"},
     "1 / 0\ndef f(x): return 4",
     VerdictKind::runtime_error},
    {"recursion", {"assert f(2) == 4"}, "def f(x): return f(x)", VerdictKind::runtime_error},
    {"None", {"assert f() is None"}, "def f(): return None", VerdictKind::correct},
    {"True is True", {"assert f() is True"}, "def f(): return 1 == 1", VerdictKind::correct},
    {"a test's function is called back",
     {"assert f([3, 1, 2], lambda x: -x) == [3, 2, 1]"},
     "def f(xs, key): return sorted(xs, key=key)",
     VerdictKind::correct},
    {"a test's generator is read",
     {"assert f(x for x in [1, 2, 3]) == 6"},
     "def f(xs): return sum(xs)",
     VerdictKind::correct},
    {"a test's object is used by its attributes",
     {"class N:\n  def __init__(s, v, n=None): s.v = v; s.next = n\n"
      "r = f(N(1, N(2)))\nassert (r.v, r.next.v, r.next.next) == (2, 1, None)"},
     "def f(h):\n  p = None\n  while h: h.next, p, h = p, h, h.next\n  return p",
     VerdictKind::correct},
    {"a test's function gives away nothing but its values",
     {"assert f(lambda: 1) == 'kept'"},
     "def f(g):\n  try: return g.__globals__\n  except AttributeError: return 'kept'",
     VerdictKind::correct},
    {"the program's own function is passed to it",
     {"assert f(g) == 8"},
     "def g(x): return x * 2\ndef f(h): return h(4)",
     VerdictKind::correct},
    {"the library's function is passed",
     {"import math\nassert f(math.floor) == 2"},
     "def f(g): return g(2.5)",
     VerdictKind::correct},
    {"a type that cannot be sent is the program's fault",
     {"assert f(type(f(3))) == 1"},
     "def f(x): return (i for i in range(x))",
     VerdictKind::runtime_error},
    {"date",
     {"import datetime\nassert f() == datetime.date(2020, 1, 2)"},
     "import datetime\ndef f(): return datetime.date(2020, 1, 2)",
     VerdictKind::correct},
    {"tuple, not list", {"assert f() == (1, 2)"}, "def f(): return [1, 2]", VerdictKind::incorrect},
    {"tuple",
     {"assert f() == (1, (2.5, 'a'))"},
     "def f(): return 1, (2.5, 'a')",
     VerdictKind::correct},
    {"set", {"assert f() == {1, 2}"}, "def f(): return {2, 1}", VerdictKind::correct},
    {"frozenset",
     {"assert f() == frozenset([1])"},
     "def f(): return frozenset([1])",
     VerdictKind::correct},
    {"dict in order",
     {"assert list(f().items()) == [('b', 1), ('a', [2])]"},
     "def f(): return {'b': 1, 'a': [2]}",
     VerdictKind::correct},
    {"Counter",
     {"assert f() == {'a': 2}"},
     "from collections import Counter\ndef f(): return Counter('aa')",
     VerdictKind::correct},
    {"big integer",
     {"assert f() == 10 ** 5000 - 1"},
     "def f(): return 10 ** 5000 - 1",
     VerdictKind::correct},
    {"negative big integer",
     {"assert f() == -(2 ** 70)"},
     "def f(): return -(2 ** 70)",
     VerdictKind::correct},
    {"bytes",
     {"assert f() == b'\\x00\\xff'"},
     "def f(): return b'\\x00\\xff'",
     VerdictKind::correct},
    {"text",
     {"assert f() == '\\u00e9\\U0001f600\\x00'"},
     "def f(): return '\\u00e9\\U0001f600\\x00'",
     VerdictKind::correct},
    {"lone surrogate",
     {"assert f() == '\\ud800'"},
     "def f(): return '\\ud800'",
     VerdictKind::correct},
    {"float bits",
     {"assert f() == 0.1 + 0.2", "assert f() != 0.3"},
     "def f(): return 0.1 + 0.2",
     VerdictKind::correct},
    {"nan and infinity",
     {"assert math.isnan(f()[0])", "assert f()[1] == float('-inf')"},
     "def f(): return [float('nan'), float('-inf')]",
     VerdictKind::correct},
    {"complex", {"assert f() == 1 - 2j"}, "def f(): return 1 - 2j", VerdictKind::correct},
    {"Fraction",
     {"assert f() == 0.5"},
     "from fractions import Fraction\ndef f(): return Fraction(1, 2)",
     VerdictKind::correct},
    {"generator",
     {"assert list(f()) == [0, 1, 2]"},
     "def f():\n  yield from range(3)",
     VerdictKind::correct},
    {"map object",
     {"assert sorted(f()) == [1, 2]"},
     "def f(): return map(int, '21')",
     VerdictKind::correct},
    {"next of a generator",
     {"g = f()\nassert (next(g), next(g), next(g, 'end')) == (0, 1, 'end')"},
     "def f():\n  yield from range(2)",
     VerdictKind::correct},
    {"a generator without end",
     {"import itertools\nassert list(itertools.islice(f(), 3)) == [0, 2, 4]"},
     "import itertools\ndef f(): return itertools.count(0, 2)",
     VerdictKind::correct},
    {"a generator is read once",
     {"g = f()\nassert (list(g), list(g)) == ([0, 1], [])"},
     "def f():\n  yield from range(2)",
     VerdictKind::correct},
    {"a generator has no length",
     {"assert len(f()) == 2"},
     "def f():\n  yield from range(2)",
     VerdictKind::incorrect},
    {"length and items of a program's container",
     {"s = S([4, 5])\nassert (len(s), s[0], s[-1], s[:1]) == (2, 4, 5, [4])\n"
      "s.add(6)\nassert (len(s), s[2]) == (3, 6)"},
     "class S:\n  def __init__(s, v): s.v = v\n  def add(s, x): s.v.append(x)\n"
     "  def __len__(s): return len(s.v)\n  def __getitem__(s, i): return s.v[i]",
     VerdictKind::correct},
    {"items of a program's mapping",
     {"m = M()\nassert m['a'] == 'aa' and list(m) == ['x']"},
     "class M:\n  def keys(s): return ['x']\n  def __iter__(s): return iter(['x'])\n"
     "  def __getitem__(s, k): return 2 * k",
     VerdictKind::correct},
    {"an index that the program refuses",
     {"try:\n  M()['b']\n  assert False\nexcept KeyError:\n  pass"},
     "class M:\n  def __getitem__(s, k): raise KeyError(k)\n  __iter__ = None",
     VerdictKind::correct},
    {"a container's length does not contradict its items",
     {"r = f()\nassert len(r) == 3 and all(x > 0 for x in r)"},
     "class L(list):\n  pass\nclass Liar:\n  def __len__(s): return 3\n"
     "  def __iter__(s): return iter([])\ndef f(): return Liar()",
     VerdictKind::incorrect},
    {"a program's order does not decide",
     {"assert f() < 5"},
     "class A:\n  def __lt__(s, o): return True\ndef f(): return A()",
     VerdictKind::incorrect},
    {"an index into a match",
     {"assert f('ab12')[0] == '12'"},
     "import re\ndef f(s): return re.search(r'[0-9]+', s)",
     VerdictKind::correct},
    {"a mapping without iteration",
     {"assert M()['a'] == 'aa'"},
     "class M:\n  def __getitem__(s, k): return {'a': 'aa'}[k]",
     VerdictKind::correct},
    {"an endless sequence",
     {"assert f()[5] == 25"},
     "class S:\n  def __getitem__(s, i): return i * i\ndef f(): return S()",
     VerdictKind::correct},
    {"a length without items",
     {"assert len(S()) == 4"},
     "class S:\n  def __len__(s): return 4",
     VerdictKind::correct},
    {"a test's object stays the same object",
     {"class N: pass\na, b = N(), N()\na.next, b.next = b, a\n"
      "assert f(a) and g(a, b) == 2"},
     "def f(n): return n.next.next is n and n.next != n\n"
     "def g(a, b): return len({a, b, a.next, b.next})",
     VerdictKind::correct},
    {"items that a program's mapping was asked for do not change",
     {"r = f(3)\nx = [r[0], r[1], r[2]]\nassert x == [0, 0, 0] and r[0] + r[1] == 5"},
     "class L:\n  n = 0\n  def keys(s): return [0, 1, 2]\n  def __iter__(s): return iter([0, 1, "
     "2])\n"
     "  def __getitem__(s, i):\n    s.n += 1\n    return 0 if s.n < 4 else 5 * i\n"
     "def f(n): return L()",
     VerdictKind::incorrect},
    {"a name whose look-up fails is not the test's builtin",
     {"assert pow(2, 10) == 1024"},
     "class X:\n  def __call__(s, a, b): return 0\n  @property\n"
     "  def __class__(s): raise KeyError\npow = X()",
     VerdictKind::runtime_error},
    {"truth of an object",
     {"assert f()", "assert not g()"},
     "import re\ndef f(): return re.match('a', 'a')\ndef g(): return re.match('a', 'b')",
     VerdictKind::correct},
    {"keywords",
     {"assert f(1, b=2) == 12"},
     "def f(a, *, b): return 10 * a + b",
     VerdictKind::correct},
    {"argument changed in place",
     {"x = [3, 1]\nf(x)\nassert x == [1, 3]"},
     "def f(x): x.sort()",
     VerdictKind::correct},
    {"expected exception",
     {"try:\n  f()\n  assert False\nexcept ValueError:\n  pass"},
     "def f(): raise ValueError('no')",
     VerdictKind::correct},
    {"expected subclass of an exception",
     {"try:\n  f()\n  assert False\nexcept LookupError:\n  pass"},
     "class Mine(KeyError): pass\ndef f(): raise Mine('no')",
     VerdictKind::correct},
    {"exit is never expected",
     {"try:\n  f()\nexcept:\n  pass"},
     "def f(): raise SystemExit",
     VerdictKind::runtime_error},
    {"class of the program",
     {"assert f([P(1, 2)]) == 3"},
     "class P:\n  def __init__(s, a, b): s.a, s.b = a, b\ndef f(ps): return ps[0].a + ps[0].b",
     VerdictKind::correct},
    {"attribute of an object",
     {"p = P(1)\np.n = P(5)\nassert p.n.a == 5"},
     "class P:\n  def __init__(s, a): s.a = a",
     VerdictKind::correct},
    {"name of a builtin",
     {"assert sum(1, 2) == 3"},
     "def sum(a, b): return a + b",
     VerdictKind::correct},
    {"name of a module",
     {"assert bisect(4) == 2"},
     "def bisect(x): return x // 2",
     VerdictKind::correct},
    {"constant of the program", {"assert LIMIT == 7"}, "LIMIT = 7", VerdictKind::correct},
    {"main is not run",
     {"assert f() == 1"},
     "def f(): return 1\nif __name__ == '__main__':\n  raise SystemExit",
     VerdictKind::correct},
    {"state between tests",
     {"assert f() == 1", "assert f() == 2"},
     "n = 0\ndef f():\n  global n\n  n += 1\n  return n",
     VerdictKind::correct},
    {"threads",
     {"assert f() == 3"},
     "from concurrent.futures import ThreadPoolExecutor as T\n"
     "def f():\n  with T(3) as t:\n    return sum(t.map(lambda x: 1, range(3)))",
     VerdictKind::correct},
    {"file in /tmp",
     {"assert f() == 'x'"},
     "def f():\n  open('/tmp/a', 'w').write('x')\n  return open('/tmp/a').read()",
     VerdictKind::correct},
    {"standard input is empty",
     {"assert f() == ''"},
     "import sys\ndef f(): return sys.stdin.read()",
     VerdictKind::correct},
    {"set order is fixed",
     {"assert f() == ''.join(set('hello world'))"},
     "def f(): return ''.join(set('hello world'))",
     VerdictKind::correct},
};

std::vector<json> rows_of(const char* relative) {
  std::vector<json> rows_read;
  std::ifstream file(test::shared_data(relative));
  std::string line;
  while (std::getline(file, line)) {
    rows_read.push_back(json::parse(line));
  }
  return rows_read;
}

Problem humaneval_problem(const json& row) {
  Problem problem;
  problem.id = row.at("id");
  problem.tests.emplace();
  problem.tests->layout = CodeLayout::humaneval;
  problem.tests->entry_point = row.at("tests").at("entry_point");
  problem.tests->prompt = row.at("question");
  problem.tests->test = row.at("tests").at("test");
  return problem;
}

}  // namespace

TEST_CASE("values cross between program and tests as what they are") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  for (const Row& row : rows) {
    const Verdict verdict = grader->grade(assert_problem(row.asserts), answer_with(row.program));
    INFO(row.name << ": " << to_string(verdict.kind) << ", " << verdict.reason);
    CHECK(verdict.kind == row.kind);
  }
}

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

/// Checks every `step`-th reference solution, and that one which returns None is wrong.
void check_humaneval(std::size_t step) {
  const std::vector<json> problems = rows_of("suites/humaneval/humaneval.jsonl");
  const auto grader = test::code_grader_or_skip();
  if (problems.empty() || !grader) {
    ASSAY_SKIP("no sandbox or no data here");
  }
  CHECK(problems.size() == 164);
  for (std::size_t i = 0; i < problems.size(); i += step) {
    const Problem problem = humaneval_problem(problems[i]);
    const std::string body = problems[i].at("solution");
    const Verdict right = grader->grade(problem, answer_with(problem.tests->prompt + body));
    INFO(problem.id << ": " << right.reason);
    CHECK(right.kind == VerdictKind::correct);
    const Verdict wrong =
        grader->grade(problem, answer_with(problem.tests->prompt + "    return object()\n"));
    INFO(problem.id << " broken: " << wrong.reason);
    CHECK(wrong.kind == VerdictKind::incorrect);
  }
}

void check_mbpp(std::size_t step) {
  const std::vector<json> problems = rows_of("suites/mbpp/mlfoundations__evalchemy__mbpp.jsonl");
  const auto grader = test::code_grader_or_skip();
  if (problems.empty() || !grader) {
    ASSAY_SKIP("no sandbox or no data here");
  }
  std::size_t count = 0;
  for (const json& row : problems) {
    const int id = row.at("task_id");
    if (id < 11 || id > 510 || count++ % step != 0) {
      continue;
    }
    Problem problem = assert_problem(row.at("test_list"));
    problem.tests->setup = row.at("test_setup_code");
    const Verdict right = grader->grade(problem, answer_with(row.at("code")));
    INFO("MBPP " << id << ": " << right.reason);
    CHECK(right.kind == VerdictKind::correct);
    // The same functions, one assert turned round.
    problem.tests->asserts.back() = "assert not (" + problem.tests->asserts.back().substr(7) + ")";
    const Verdict wrong = grader->grade(problem, answer_with(row.at("code")));
    INFO("MBPP " << id << " turned round: " << wrong.reason);
    CHECK(wrong.kind == VerdictKind::incorrect);
  }
  CHECK(count == 500);
}

TEST_CASE("reference solutions of HumanEval pass and broken ones do not") { check_humaneval(8); }

TEST_CASE("reference solutions of MBPP pass and turned tests do not") { check_mbpp(25); }

TEST_CASE("every reference solution of HumanEval passes", "[.][slow]") { check_humaneval(1); }

TEST_CASE("every reference solution of MBPP passes", "[.][slow]") { check_mbpp(1); }

}  // namespace assay
