// Positive control of the corpus: in a harness without protection its forgeries do pass, so that it
// means something if they fail here. The harness itself runs in a sandbox, since its programs are
// what they are.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/core/error.hpp"
#include "graders/sandbox/sandbox.hpp"
#include "graders/sandbox/self_test.hpp"
#include "tests/graders/code/hostile_corpus.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

using test::HostileProgram;

std::optional<Sandbox> sandbox_or_none() {
  try {
    Sandbox sandbox(Isolation::namespaces);
    require_working(sandbox);
    return sandbox;
  } catch (const InfrastructureError&) {
    return std::nullopt;
  }
}

std::string drained(const FileDescriptor& pipe) {
  std::string text;
  std::array<char, 4096> buffer{};
  for (ssize_t got = 0; (got = ::read(pipe.get(), buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return text;
}

/// Whether the bare harness says that the last of `programs` passed.
bool bare_harness_accepts(const Sandbox& sandbox, const std::string& style,
                          const std::vector<std::string>& programs,
                          const std::vector<std::string>& tests) {
  std::string joined;
  for (const std::string& test : tests) {
    joined += test + "\n";
  }
  const nlohmann::json task = {{"style", style},
                               {"programs", programs},
                               {"tests", joined},
                               {"input", "12\n"},
                               {"output", "144\n"}};
  static const std::string harness = test::slurp(std::filesystem::path(ASSAY_TEST_SOURCE) /
                                                 "tests/graders/hostile/bare/harness.py");
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) == 0);
  const FileDescriptor read(ends[0]);
  const FileDescriptor write(ends[1]);
  Command command;
  command.argv = {python_path, "-S", "-s", "-c", harness};
  command.input = task.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  command.fds = {write.get()};
  Limits limits;
  limits.cpu_s = 1;
  limits.wall_s = 4;
  const Outcome outcome = sandbox.run(command, limits);
  if (style == "exit") {
    return outcome.ending == Ending::exited && outcome.exit_code == 0;
  }
  return drained(read).rfind("passed\n", 0) == 0;
}

bool forges(const Sandbox& sandbox, const HostileProgram& program) {
  const auto accepted = [&](const char* style) {
    return bare_harness_accepts(sandbox, style, {program.source}, test::tests_of(program));
  };
  return accepted("list") || accepted("exit");
}

template <typename Accepted>
std::vector<std::string> names_of(const std::vector<HostileProgram>& programs, Accepted accepted) {
  std::vector<char> passed(programs.size());
  test::for_each_of(programs.size(), [&](std::size_t i) { passed[i] = accepted(i); });
  std::vector<std::string> names;
  for (std::size_t i = 0; i < programs.size(); ++i) {
    if (passed[i] != 0) {
      names.push_back(programs[i].name);
    }
  }
  return names;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += " " + name;
  }
  return text;
}

}  // namespace

TEST_CASE("a bare harness tells right from wrong where nobody attacks it") {
  const auto sandbox = sandbox_or_none();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox here");
  }
  const std::vector<std::string> test = {"assert f(3) == 9"};
  for (const char* style : {"list", "exit"}) {
    INFO(style);
    CHECK(bare_harness_accepts(*sandbox, style, {"def f(x): return x * x"}, test));
    CHECK(!bare_harness_accepts(*sandbox, style, {"def f(x): return x + x"}, test));
  }
  CHECK(bare_harness_accepts(*sandbox, "stdin", {"print(int(input()) ** 2)"}, {}));
  CHECK(!bare_harness_accepts(*sandbox, "stdin", {"print(int(input()) + 2)"}, {}));
}

TEST_CASE("the forgeries of the corpus pass in a bare harness") {
  const auto sandbox = sandbox_or_none();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox here");
  }
  std::vector<HostileProgram> marked;
  for (HostileProgram& program : test::hostile_programs()) {
    if (program.forges_in_bare_harness) {
      marked.push_back(std::move(program));
    }
  }
  const auto forged = names_of(marked, [&](std::size_t i) { return forges(*sandbox, marked[i]); });
  INFO("passed:" << joined(forged));
  CHECK(forged.size() == marked.size());
  CHECK(forged.size() >= 40);
}

TEST_CASE("forgeries by programs that read stdin pass in a bare harness") {
  const auto sandbox = sandbox_or_none();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox here");
  }
  const auto programs = test::hostile_programs("stdin");
  const auto forged = names_of(programs, [&](std::size_t i) {
    return bare_harness_accepts(*sandbox, "stdin", {programs[i].source}, {});
  });
  INFO("passed:" << joined(forged));
  CHECK(forged.size() >= 2);
}

TEST_CASE("what one program leaves is found by the next where both run in one process") {
  const auto sandbox = sandbox_or_none();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox here");
  }
  const auto programs = test::hostile_programs("pairs");
  std::vector<HostileProgram> second;
  for (std::size_t i = 1; i < programs.size(); i += 2) {
    second.push_back(programs[i]);
  }
  const auto found = names_of(second, [&](std::size_t i) {
    return bare_harness_accepts(*sandbox, "list", {programs[2 * i].source, second[i].source},
                                test::tests_of(second[i]));
  });
  INFO("passed:" << joined(found));
  CHECK(found.size() >= 4);
}

}  // namespace assay
