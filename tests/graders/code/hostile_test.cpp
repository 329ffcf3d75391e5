// Every program in tests/graders/hostile is an attack; none may be judged correct, and each has a
// verdict that its header names.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "graders/code/code_grader.hpp"
#include "tests/graders/code/hostile_corpus.hpp"
#include "tests/graders/code/machine_state.hpp"
#include "tests/graders/code/support.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

using test::HostileProgram;

const char* const right_program =
    "def f(x):\n  return x * x if isinstance(x, int) else [y * y for y in x]\n";

Problem faced_by(const HostileProgram& program) {
  Problem problem = test::assert_problem(test::tests_of(program));
  problem.tests->timeout_s = 1;
  return problem;
}

/// The same tests in the layout of HumanEval.
Problem humaneval_faced_by(const HostileProgram& program) {
  Problem problem = faced_by(program);
  CodeTests& tests = *problem.tests;
  tests.layout = CodeLayout::humaneval;
  tests.entry_point = "f";
  tests.prompt = "def f(x):\n";
  tests.test = "def check(f):\n";
  for (const std::string& line : tests.asserts) {
    tests.test += "    " + line + "\n";
  }
  tests.asserts.clear();
  return problem;
}

Problem squares_by_stdin() {
  Problem problem;
  problem.id = "squares";
  problem.tests.emplace();
  problem.tests->layout = CodeLayout::stdin_io;
  problem.tests->comparison = "token";
  problem.tests->inputs = {"3\n", "12\n", "7\n"};
  problem.tests->outputs = {"9\n", "144\n", "49\n"};
  problem.tests->timeout_s = problem.tests->test_timeout_s = 1;
  return problem;
}

void check_verdict(const HostileProgram& program, const Verdict& verdict) {
  INFO(program.name << ": " << to_string(verdict.kind) << " after " << verdict.cpu_ms << " ms with "
                    << verdict.rss_bytes << " bytes, " << verdict.reason);
  CHECK(verdict.kind != VerdictKind::correct);
  CHECK(program.verdicts.count(std::string(to_string(verdict.kind))) == 1);
  // The reason is shown on a terminal and written as JSON.
  CHECK(verdict.reason.size() < 4096);
  CHECK(std::none_of(verdict.reason.begin(), verdict.reason.end(),
                     [](unsigned char c) { return c < 0x20 || c == 0x7f; }));
  CHECK_NOTHROW(nlohmann::json(verdict.reason).dump());
}

using MakeProblem = Problem (*)(const HostileProgram&);

std::vector<Verdict> judge_all(const Grader& grader, const std::vector<HostileProgram>& programs,
                               MakeProblem problem) {
  std::vector<Verdict> verdicts(programs.size());
  test::for_each_of(programs.size(), [&](std::size_t i) {
    verdicts[i] = grader.grade(problem(programs[i]), test::answer_with(programs[i].source));
  });
  return verdicts;
}

/// Judges a right program again and again while it lives.
class Neighbour {
 public:
  explicit Neighbour(const Grader& grader)
      : thread_([this, &grader] {
          while (!done_) {
            const Problem problem = test::assert_problem({"assert f(3) == 9"});
            verdicts_.push_back(grader.grade(problem, test::answer_with(right_program)));
          }
        }) {}
  std::vector<Verdict> verdicts() {
    done_ = true;
    thread_.join();
    return verdicts_;
  }

 private:
  std::atomic<bool> done_ = false;
  std::vector<Verdict> verdicts_;
  std::thread thread_;
};

}  // namespace

TEST_CASE(
    "no hostile program is judged correct, disturbs a right one beside it, or leaves a trace") {
  const test::MachineState before = test::machine_state();
  auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  const std::vector<HostileProgram> programs = test::hostile_programs();
  Neighbour neighbour(*grader);
  const std::vector<Verdict> verdicts = judge_all(*grader, programs, faced_by);
  const std::vector<Verdict> beside = neighbour.verdicts();
  for (std::size_t i = 0; i < programs.size(); ++i) {
    check_verdict(programs[i], verdicts[i]);
  }
  CHECK(beside.size() > 20);
  for (const Verdict& verdict : beside) {
    INFO(verdict.reason);
    CHECK(verdict.kind == VerdictKind::correct);
  }
  grader.reset();
  CHECK(test::added(before, test::machine_state()) == std::vector<std::string>{});
}

TEST_CASE("a process and a descriptor that are left behind are seen") {
  const test::MachineState before = test::machine_state();
  const FileDescriptor left(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const pid_t child = ::fork();
  if (child == 0) {
    ::pause();
    ::_exit(0);
  }
  const std::vector<std::string> seen = test::added(before, test::machine_state());
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  REQUIRE(seen.size() == 2);
  CHECK(seen[0] == "descriptor " + std::to_string(left.get()));
  CHECK(seen[1].rfind("process " + std::to_string(child) + " ", 0) == 0);
}

TEST_CASE("there are at least eighty hostile programs, and each says what it may become") {
  std::size_t count = 0;
  for (const char* folder : {"", "stdin", "pairs"}) {
    for (const HostileProgram& program : test::hostile_programs(folder)) {
      INFO(program.name);
      CHECK(!program.verdicts.empty());
      CHECK(program.verdicts.count("correct") == 0);
      CHECK(program.verdicts.count("infrastructure_error") == 0);
      ++count;
    }
  }
  CHECK(count >= 80);
}

TEST_CASE("hostile programs that forge a bare harness fail in the layout of HumanEval too") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  std::vector<HostileProgram> programs;
  for (HostileProgram& program : test::hostile_programs()) {
    if (program.own_test.empty() && program.forges_in_bare_harness) {
      programs.push_back(std::move(program));
    }
  }
  const std::vector<Verdict> verdicts = judge_all(*grader, programs, humaneval_faced_by);
  for (std::size_t i = 0; i < programs.size(); ++i) {
    check_verdict(programs[i], verdicts[i]);
  }
}

TEST_CASE("hostile programs that read stdin have their verdicts, and leave no trace") {
  const test::MachineState before = test::machine_state();
  auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  const std::vector<HostileProgram> programs = test::hostile_programs("stdin");
  const std::vector<Verdict> verdicts =
      judge_all(*grader, programs, [](const HostileProgram&) { return squares_by_stdin(); });
  for (std::size_t i = 0; i < programs.size(); ++i) {
    check_verdict(programs[i], verdicts[i]);
  }
  grader.reset();
  CHECK(test::added(before, test::machine_state()) == std::vector<std::string>{});
}

TEST_CASE("a long output is compared to its end, and what goes to stderr is not compared") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  Problem problem = squares_by_stdin();
  problem.tests->inputs = {"40000\n"};
  std::string expected;
  for (int i = 0; i < 40000; ++i) {
    expected += std::to_string(i) + "\n";
  }
  problem.tests->outputs = {expected};
  struct Case {
    const char* name;
    const char* program;
    VerdictKind kind;
  };
  const Case cases[] = {
      {"right", "for i in range(int(input())): print(i)", VerdictKind::correct},
      {"last line wrong", "for i in range(int(input()) - 1): print(i)\nprint(0)",
       VerdictKind::incorrect},
      {"last line missing", "for i in range(int(input()) - 1): print(i)", VerdictKind::incorrect},
      {"one line more", "for i in range(int(input()) + 1): print(i)", VerdictKind::incorrect},
      {"with a log",
       "import sys\nfor i in range(int(input())):\n  print(i)\n  if i % 100 == 0: "
       "print(i, file=sys.stderr)",
       VerdictKind::correct},
      {"log in place of output",
       "import sys\nfor i in range(int(input())): print(i, file=sys.stderr)",
       VerdictKind::incorrect},
  };
  for (const Case& one : cases) {
    const Verdict verdict = grader->grade(problem, test::answer_with(one.program));
    INFO(one.name << ": " << to_string(verdict.kind) << ", " << verdict.reason);
    CHECK(verdict.kind == one.kind);
  }
}

TEST_CASE("a hostile program finds nothing of the one before it") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  const std::vector<HostileProgram> programs = test::hostile_programs("pairs");
  REQUIRE(programs.size() % 2 == 0);
  // By name: what leaves stands before what looks. One thread, so that nothing comes between.
  for (int round = 0; round < 2; ++round) {
    for (const HostileProgram& program : programs) {
      check_verdict(program, grader->grade(faced_by(program), test::answer_with(program.source)));
    }
  }
}

TEST_CASE("the tests that hostile programs face accept a right program") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  const HostileProgram any;
  for (const Problem& problem : {faced_by(any), humaneval_faced_by(any)}) {
    const Verdict verdict = grader->grade(problem, test::answer_with(right_program));
    INFO(verdict.reason);
    CHECK(verdict.kind == VerdictKind::correct);
  }
  const Verdict verdict =
      grader->grade(squares_by_stdin(), test::answer_with("print(int(input()) ** 2)\n"));
  INFO(verdict.reason);
  CHECK(verdict.kind == VerdictKind::correct);
}

TEST_CASE("a returned value that cannot be printed, or passed back, is the program's fault") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  struct Attack {
    const char* name;
    const char* test;
    const char* program;
    VerdictKind kind;
  };
  const Attack returned[] = {
      {"message", "assert f(3) == 9, f(3)", "def f(x): return 1 << 200000", VerdictKind::incorrect},
      {"key", "assert {9: True}[f(3)]", "def f(x): return 1 << 200000", VerdictKind::incorrect},
      {"deep value passed back", "assert f(f(3)) == 3",
       "def f(x):\n  if x != 3: return 3\n  for _ in range(99): x = [x]\n  return x",
       VerdictKind::correct},
      {"deep value wrapped and passed back",
       "x = f(3)\nfor _ in range(30): x = [x]\nassert f(x) == 3",
       "def f(x):\n  if x != 3: return 3\n  for _ in range(99): x = [x]\n  return x",
       VerdictKind::runtime_error},
      {"end of iteration", "assert all(map(lambda x: f(x) == x * x, [1, 2, 3]))",
       "def f(x): raise StopIteration", VerdictKind::runtime_error},
      {"end of iteration by a subclass", "assert all(map(lambda x: f(x) == x * x, [1, 2, 3]))",
       "class Mine(StopIteration): pass\ndef f(x): raise Mine", VerdictKind::runtime_error},
      {"end of asynchronous iteration", "assert all(map(lambda x: f(x) == x * x, [1, 2, 3]))",
       "def f(x): raise StopAsyncIteration", VerdictKind::runtime_error},
      {"control", "assert all(map(lambda x: f(x) == x * x, [1, 2, 3]))", "def f(x): return x * x",
       VerdictKind::correct},
  };
  for (const Attack& attack : returned) {
    const Verdict verdict =
        grader->grade(test::assert_problem({attack.test}), test::answer_with(attack.program));
    INFO(attack.name << ": " << to_string(verdict.kind) << ", " << verdict.reason);
    CHECK(verdict.kind == attack.kind);
  }
}

TEST_CASE("a name in a test that is the library's or a builtin is never the program's") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  const std::string liar =
      "class math:\n  isclose = staticmethod(lambda *a, **k: True)\n"
      "def set(x): return 0\ndef f(x): return [0]\n";
  for (const char* test : {"assert math.isclose(f(3)[0], 9)", "assert set(f(3)) == set([9])"}) {
    const Verdict verdict = grader->grade(test::assert_problem({test}), test::answer_with(liar));
    INFO(test << ": " << verdict.reason);
    CHECK(verdict.kind == VerdictKind::incorrect);
  }
}

}  // namespace assay
