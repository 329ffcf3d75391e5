#include "graders/self_check.hpp"

#include <fmt/format.h>

#include <string_view>

#include "graders/sandbox/self_test.hpp"

namespace assay {

namespace embedded {
extern const std::string_view hostile_exit_zero;
extern const std::string_view hostile_equal_to_all;
extern const std::string_view hostile_frame_walk;
extern const std::string_view hostile_forge_reply;
extern const std::string_view hostile_every_descriptor;
extern const std::string_view hostile_patch_builtins;
extern const std::string_view hostile_kill_parent;
extern const std::string_view hostile_fork_bomb;
extern const std::string_view hostile_network;
extern const std::string_view hostile_ptrace;
extern const std::string_view hostile_escape_namespace;
extern const std::string_view hostile_read_host_files;
extern const std::string_view hostile_memory_at_once;
extern const std::string_view hostile_output_flood;
extern const std::string_view hostile_disk_flood;
extern const std::string_view hostile_infinite_loop;
}  // namespace embedded

namespace {

struct Attack {
  const char* name;
  const std::string_view* program;
};

constexpr Attack attacks[] = {
    {"exit_zero", &embedded::hostile_exit_zero},
    {"equal_to_all", &embedded::hostile_equal_to_all},
    {"frame_walk", &embedded::hostile_frame_walk},
    {"forge_reply", &embedded::hostile_forge_reply},
    {"every_descriptor", &embedded::hostile_every_descriptor},
    {"patch_builtins", &embedded::hostile_patch_builtins},
    {"kill_parent", &embedded::hostile_kill_parent},
    {"fork_bomb", &embedded::hostile_fork_bomb},
    {"network", &embedded::hostile_network},
    {"ptrace", &embedded::hostile_ptrace},
    {"escape_namespace", &embedded::hostile_escape_namespace},
    {"read_host_files", &embedded::hostile_read_host_files},
    {"memory_at_once", &embedded::hostile_memory_at_once},
    {"output_flood", &embedded::hostile_output_flood},
    {"disk_flood", &embedded::hostile_disk_flood},
    {"infinite_loop", &embedded::hostile_infinite_loop},
};

constexpr const char* right_program =
    "def f(x): return x * x if isinstance(x, int) else [y * y for y in x]\n";
constexpr const char* wrong_program = "def f(x): return x\n";

Problem squares() {
  Problem problem;
  problem.id = "self-test";
  problem.tests.emplace();
  problem.tests->asserts = {"assert f(3) == 9", "assert f([1, 2]) == [1, 4]"};
  problem.tests->timeout_s = 1;
  return problem;
}

Verdict judge(const Grader& grader, std::string_view program) {
  Completion completion;
  completion.think_end = 0;
  completion.answer = fmt::format("```python\n{}\n```\n", program);
  return grader.grade(squares(), completion);
}

SelfCheck checked(const std::string& name, const Verdict& verdict, bool good) {
  return {name, fmt::format("{}: {}", to_string(verdict.kind), verdict.reason), good};
}

/// What a harness sees that runs tests in the program's own process and trusts its exit code.
SelfCheck forges_bare(const Sandbox& sandbox, const std::string& name, std::string_view program) {
  Command command;
  command.argv = {python_path, "-S", "-s", "-c",
                  fmt::format("{}\nassert f(3) == 9\nassert f([1, 2]) == [1, 4]\n", program)};
  const Outcome outcome = sandbox.run(command, Limits{});
  const bool fooled = outcome.ending == Ending::exited && outcome.exit_code == 0;
  return {"control: " + name + ", tests in its own process",
          fooled ? "believed, so the attack is real" : "not believed: the control fails", fooled};
}

}  // namespace

std::vector<SelfCheck> self_check(SandboxPolicy policy) {
  const std::unique_ptr<Grader> grader = make_grader({"code", policy});
  const Sandbox sandbox = open_sandbox(policy);
  std::vector<SelfCheck> checks;
  const Verdict right = judge(*grader, right_program);
  checks.push_back(checked("control: a right program", right, right.kind == VerdictKind::correct));
  const Verdict wrong = judge(*grader, wrong_program);
  checks.push_back(
      checked("control: a wrong program", wrong, wrong.kind == VerdictKind::incorrect));
  checks.push_back(forges_bare(sandbox, "exit_zero", embedded::hostile_exit_zero));
  checks.push_back(forges_bare(sandbox, "equal_to_all", embedded::hostile_equal_to_all));
  for (const Attack& attack : attacks) {
    if (policy == SandboxPolicy::container && std::string_view(attack.name) == "read_host_files") {
      checks.push_back({attack.name, "not held by --sandbox container", true});
      continue;
    }
    const Verdict verdict = judge(*grader, *attack.program);
    checks.push_back(checked(
        attack.name, verdict,
        verdict.kind != VerdictKind::correct && verdict.kind != VerdictKind::infrastructure_error));
  }
  return checks;
}

}  // namespace assay
