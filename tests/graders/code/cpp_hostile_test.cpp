// Every program in tests/graders/hostile/cpp is an attack on the tests of one C++ problem. None may
// be judged correct; against the usual way, one source with an exit code, many are.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "engine/core/file.hpp"
#include "graders/code/build.hpp"
#include "tests/graders/code/cpp_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay {
namespace {

const std::filesystem::path folder =
    std::filesystem::path(ASSAY_TEST_SOURCE) / "tests/graders/hostile/cpp";

std::map<std::string, std::string> hostile_programs() {
  std::map<std::string, std::string> programs;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    programs[file.path().stem().string()] = read_file(file.path());
  }
  return programs;
}

/// One program, as MultiPL-E's own harness makes it; true if its exit code says that all is well.
bool passes_as_one_program(const Sandbox& sandbox, const Builder& builder, const CodeTests& tests,
                           const std::string& program) {
  BuildRequest request;
  request.source = program + tests.test;
  request.source_name = "program.cpp";
  request.artifact_name = "program";
  request.command = {"/usr/bin/g++", "-std=c++17", "-w", "-o", "program", "program.cpp"};
  const Built built = builder.build(request);
  if (built.artifact.empty()) {
    return false;
  }
  Command command;
  command.binds = {shown(sandbox, built.artifact, "program")};
  command.argv = {command.binds[0].inside};
  Limits limits;
  limits.cpu_s = 1;
  limits.wall_s = 3;
  const Outcome outcome = sandbox.run(command, limits);
  return outcome.ending == Ending::exited && outcome.exit_code == 0;
}

}  // namespace

TEST_CASE("No hostile C++ program is judged correct, and none is the judge's own failure") {
  const auto sandbox = test::compiling_sandbox_or_skip();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  const CppJudge judge(*sandbox);
  CodeTests tests = test::digit_squares();
  tests.timeout_s = 1;
  const auto programs = hostile_programs();
  REQUIRE(programs.size() >= 60);
  for (const auto& [name, program] : programs) {
    CAPTURE(name);
    const Judged judged = judge.judge(tests, program);
    CAPTURE(judged.reason, judged.output);
    CHECK(judged.kind != VerdictKind::correct);
    CHECK(judged.kind != VerdictKind::infrastructure_error);
    CHECK(judged.kind != VerdictKind::unparsed);
    CHECK(judged.output.find("root:") == std::string::npos);  // no file of the host is shown
  }
}

TEST_CASE("The same programs forge a pass where program and tests are one source") {
  const auto sandbox = test::compiling_sandbox_or_skip();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  const test::TemporaryDirectory cache;
  std::filesystem::permissions(cache.path(), std::filesystem::perms::others_exec,
                               std::filesystem::perm_options::add);
  const Builder builder(*sandbox, cache.path() / "cache");
  std::set<std::string> forged;
  for (const char* name :
       {"abort_replaced", "assembly_exits", "assert_fail_replaced", "assert_redefined",
        "constructor_exits", "destructor_exits", "equals_everything", "exit_in_call",
        "signal_handler", "static_object_exits", "tests_closed_early", "tests_in_raw_string",
        "terminate_handler", "verdict_printed", "main_renamed"}) {
    const std::string program = read_file(folder / (std::string(name) + ".cpp"));
    if (passes_as_one_program(*sandbox, builder, test::digit_squares(), program)) {
      forged.insert(name);
    }
  }
  CAPTURE(forged);
  CHECK(forged.size() >= 10);
}

}  // namespace assay
