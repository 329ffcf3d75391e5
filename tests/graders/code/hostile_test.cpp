// Every program in tests/graders/hostile is an attack; none may be judged correct, and each has the
// verdict that this table expects.
#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "graders/code/code_grader.hpp"
#include "tests/graders/code/support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace assay {
namespace {

using Kinds = std::set<VerdictKind>;

const Kinds incorrect = {VerdictKind::incorrect};
const Kinds left = {VerdictKind::runtime_error};
const Kinds timeout = {VerdictKind::timeout};
const Kinds memory = {VerdictKind::memory};

const std::map<std::string, Kinds> expected = {
    {"exit_zero", left},
    {"os_exit_in_call", left},
    {"system_exit_in_call", left},
    {"keyboard_interrupt", left},
    {"print_pass", left},
    {"equal_to_all", incorrect},
    {"equal_to_all_int", incorrect},
    {"patch_builtins", left},
    {"patch_math", incorrect},
    {"frame_walk", incorrect},
    {"forge_reply", left},
    {"forge_verdict_frame", left},
    {"every_descriptor", left},
    {"huge_frame", left},
    {"garbage_frame", left},
    {"deep_value", left},
    {"deep_list", left},
    {"cyclic_list", left},
    {"huge_value", left},
    {"huge_integer", incorrect},
    {"hash_flood", {VerdictKind::incorrect, VerdictKind::timeout}},
    {"infinite_loop", timeout},
    {"infinite_loop_at_import", timeout},
    {"loop_ignores_signals", timeout},
    {"raise_own_limits", timeout},
    {"sleeper", timeout},
    {"memory_bomb", memory},
    {"memory_at_once", memory},
    {"fork_bomb", left},
    {"thread_bomb", left},
    {"output_flood", {VerdictKind::output_limit}},
    {"output_flood_right", {VerdictKind::output_limit}},
    {"disk_flood", left},
    {"kill_parent", incorrect},
    {"kill_self", left},
    {"ptrace", left},
    {"escape_namespace", left},
    {"read_host_files", incorrect},
    {"network", left},
    {"exec_other", left},
    {"outlive_parent", timeout},
    {"trace_hook", {VerdictKind::incorrect, VerdictKind::runtime_error}},
    {"at_exit", left},
    {"close_channel", left},
    {"assertion_error", left},
    {"fake_exception", left},
    {"syntax_error", {VerdictKind::compile_error}},
    {"deep_source", {VerdictKind::compile_error}},
    {"nul_byte", {VerdictKind::compile_error}},
    {"huge_fraction", left},
    {"huge_decimal", left},
    {"missing_function", left},
    {"mutate_argument", incorrect},
    {"infinite_iterator", left},
};

/// Attacks on what only some tests do; the others face `squares`.
const std::map<std::string, const char*> own_test = {
    {"infinite_iterator", "assert list(f(3)) == [9]"},
    {"mutate_argument", "x = [1, 2]\ny = f(x)\nf(0)\nassert y == [1, 4] or x == [1, 4]"},
};

std::set<std::string> attacks() {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(ASSAY_TEST_SOURCE) / "tests/graders/hostile")) {
    names.insert(entry.path().stem().string());
  }
  return names;
}

Problem squares() {
  Problem problem = test::assert_problem({"assert f(3) == 9", "assert f([1, 2]) == [1, 4]"});
  problem.tests->timeout_s = 1;
  return problem;
}

Problem faced_by(const std::string& attack) {
  Problem problem = squares();
  if (const auto own = own_test.find(attack); own != own_test.end()) {
    problem.tests->asserts = {own->second};
  }
  return problem;
}

/// Four at a time: sleepers need wall time.
std::map<std::string, Verdict> judge_all(const Grader& grader) {
  std::map<std::string, Verdict> verdicts;
  std::mutex mutex;
  auto next = expected.begin();
  const auto work = [&] {
    for (;;) {
      std::unique_lock lock(mutex);
      if (next == expected.end()) {
        return;
      }
      const std::string name = (next++)->first;
      lock.unlock();
      const auto path =
          std::filesystem::path(ASSAY_TEST_SOURCE) / "tests/graders/hostile" / (name + ".py");
      const Verdict verdict = grader.grade(faced_by(name), test::answer_with(test::slurp(path)));
      lock.lock();
      verdicts[name] = verdict;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back(work);
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  return verdicts;
}

}  // namespace

TEST_CASE("no hostile program is judged correct, and each has its verdict") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  const std::map<std::string, Verdict> verdicts = judge_all(*grader);
  for (const auto& [name, kinds] : expected) {
    const Verdict& verdict = verdicts.at(name);
    INFO(name << ": " << to_string(verdict.kind) << ", " << verdict.reason);
    CHECK(verdict.kind != VerdictKind::correct);
    CHECK(kinds.count(verdict.kind) == 1);
  }
}

TEST_CASE("the table of hostile programs is the folder") {
  std::set<std::string> names;
  for (const auto& [name, kinds] : expected) {
    names.insert(name);
  }
  CHECK(names == attacks());
}

TEST_CASE("the tests that hostile programs face accept a right program") {
  const auto grader = test::code_grader_or_skip();
  if (!grader) {
    ASSAY_SKIP("no sandbox here");
  }
  const Verdict verdict = grader->grade(
      squares(), test::answer_with(
                     "def f(x):\n  return x * x if isinstance(x, int) else [y * y for y in x]\n"));
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
