#include "graders/code/cpp_judge.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <string_view>
#include <utility>

#include "engine/core/error.hpp"
#include "graders/code/build_folder.hpp"
#include "graders/code/cpp_programs.hpp"
#include "graders/code/language_spec.hpp"

namespace assay {

namespace embedded {
extern const std::string_view cpp_codec;
extern const std::string_view cpp_codec_types;
extern const std::string_view cpp_frames;
}  // namespace embedded

namespace {

constexpr double linger_s = 5;
constexpr double tests_cpu_s = 20;  ///< to read and compare what a hostile program returns

Limits worker_limits(const CodeTests& tests) {
  Limits limits;
  limits.cpu_s = tests.timeout_s;
  limits.wall_s = 3 * tests.timeout_s + 5;  // for sleepers; a busy machine must not decide
  limits.memory_bytes = tests.memory_bytes != 0 ? tests.memory_bytes : limits.memory_bytes;
  return limits;
}

Limits tests_limits(const CodeTests& tests) {
  Limits limits;
  limits.cpu_s = tests_cpu_s;
  limits.wall_s = worker_limits(tests).wall_s + 2 * tests_cpu_s;
  return limits;
}

/// MultiPL-E's own command has no optimisation.
BuildRequest request_for(const std::string& source, const CodeTests& tests) {
  BuildRequest request;
  request.source = source;
  request.source_name = "source.cpp";  // unlike the lines within, so that no wrong line is shown
  request.artifact_name = "program";
  request.command = {"/usr/bin/g++", tests.language == "cpp20" ? "-std=c++20" : "-std=c++17",
                     "-w",           "-fmax-errors=20",
                     "-o",           "program",
                     "source.cpp"};
  request.header = {"assay_codec.hpp", fmt::format("{}{}{}", embedded::cpp_frames,
                                                   embedded::cpp_codec, embedded::cpp_codec_types)};
  request.whole_header = true;
  return request;
}

/// What the tests' program wrote: `kind reason`.
struct Finding {
  std::string kind;
  std::string reason;
};

Finding read_finding(const FileDescriptor& pipe) {
  std::array<char, 4096> text{};
  ::fcntl(pipe.get(), F_SETFL, O_NONBLOCK);
  const ssize_t size = ::read(pipe.get(), text.data(), text.size());
  const std::string_view line(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  const std::size_t space = std::min(line.find(' '), line.size());
  return {std::string(line.substr(0, space)),
          std::string(line.substr(std::min(space + 1, line.size())))};
}

Judged named(VerdictKind kind, std::string reason) {
  Judged judged;
  judged.kind = kind;
  judged.reason = std::move(reason);
  return judged;
}

/// The tests' program came to no call. Where it has a declaration of the program's own (which may
/// return an array of a gigabyte), that is the program's fault.
Judged tests_failed(const std::string& reason, bool from_program) {
  if (from_program) {
    return named(VerdictKind::runtime_error,
                 "the tests cannot run with the program's own declaration: " + reason);
  }
  return named(VerdictKind::infrastructure_error, reason);
}

Judged tests_ended_early(const Outcome& outcome, const Limits& limits, bool from_program) {
  if (outcome.ending == Ending::exited) {
    return tests_failed(fmt::format("the tests' program did not run (status {}): {}",
                                    outcome.exit_code, outcome.output.substr(0, 300)),
                        from_program);
  }
  Judged judged = ended_early(outcome, limits);
  judged.reason = "while its values were compared: " + judged.reason;
  return judged;
}

Judged decide(const Finding& finding, const Outcome& tests_outcome, const Outcome& worker,
              const CodeTests& tests, bool from_program) {
  const Limits limits = worker_limits(tests);
  if (finding.kind.empty()) {
    return tests_ended_early(tests_outcome, tests_limits(tests), from_program);
  }
  if (finding.kind == "gone") {
    return ended_early(worker, limits);
  }
  if (finding.kind == "broken_tests") {
    return tests_failed(finding.reason, from_program);
  }
  // Limits that were passed without being noticed in time, so that no race decides.
  if (worker.ending == Ending::output_limit) {
    return ended_early(worker, limits);
  }
  if (finding.kind == "pass" && worker.cpu_ms > limits.cpu_s * 1e3) {
    return named(VerdictKind::timeout,
                 fmt::format("used more than {} s of CPU time", limits.cpu_s));
  }
  if (finding.kind == "pass") {
    return named(VerdictKind::correct, finding.reason);
  }
  Judged judged =
      named(verdict_from(finding.kind).value_or(VerdictKind::infrastructure_error), finding.reason);
  if (judged.kind == VerdictKind::incorrect) {
    judged.test = finding.reason;
  }
  return judged;
}

Judged not_compiled(const Built& built, const std::string& what) {
  Judged judged = named(VerdictKind::compile_error, what + built.reason);
  judged.output = clipped_output(built.output);
  return judged;
}

/// True if neither the library nor the system's headers declare one of `names`. What does not
/// compile for another reason, as a macro, counts as declared.
bool are_free(const Builder& builder, const std::vector<std::string>& names,
              const CodeTests& tests) {
  std::string source = "namespace assay_own {\n";
  std::string uses;
  for (const std::string& name : names) {
    source += fmt::format("constexpr int {} = 0;\n", name);
    uses += fmt::format("constexpr int assay_found_{0} = {0};\n", name);
  }
  source += "}\nusing namespace std;\nusing namespace assay_own;\nnamespace assay_uses {\n" + uses +
            "}\nint main() {}\n";
  return !builder.build(request_for(source, tests)).artifact.empty();
}

std::vector<std::string> library_names(const Builder& builder,
                                       const std::vector<std::string>& names,
                                       const CodeTests& tests) {
  std::vector<std::string> known;
  if (!are_free(builder, names, tests)) {
    for (const std::string& name : names) {
      if (!are_free(builder, {name}, tests)) {
        known.push_back(name);
      }
    }
  }
  return known;
}

Command command_for(const Sandbox& sandbox, const Built& built, std::vector<int> fds) {
  Command command;
  command.binds = {shown(sandbox, built.artifact, "program")};
  command.argv = {command.binds[0].inside};
  command.fds = std::move(fds);
  return command;
}

Judged run(const Sandbox& sandbox, const Built& tests_program, const Built& worker_program,
           const CodeTests& tests, bool from_program) {
  Pipe requests = make_pipe();
  Pipe replies = make_pipe();
  Pipe verdict = make_pipe();
  std::vector<SandboxedProcess> group;
  group.push_back(
      sandbox.start(command_for(sandbox, tests_program,
                                {requests.write.get(), replies.read.get(), verdict.write.get()}),
                    tests_limits(tests)));
  group.push_back(sandbox.start(
      command_for(sandbox, worker_program, {requests.read.get(), replies.write.get()}),
      worker_limits(tests)));
  // Each side must notice the other's end, but the worker is stopped, not told.
  for (FileDescriptor* end : {&requests.read, &replies.read, &replies.write, &verdict.write}) {
    end->close();
  }
  const Outcome& tests_outcome = wait_for_first(group);
  const Finding finding = read_finding(verdict.read);
  finish(group, finding.kind == "gone" ? linger_s : 0);
  const Outcome& worker = group.back().outcome();
  Judged judged = decide(finding, tests_outcome, worker, tests, from_program);
  judged.output = clipped_output(worker.output);
  judged.cpu_ms = worker.cpu_ms;
  judged.rss_bytes = worker.rss_bytes;
  return judged;
}

}  // namespace

const Builder& CppJudge::builder() const {
  std::call_once(first_, [this] {
    require_tools(*find_language("cpp"));
    builder_ = std::make_unique<const Builder>(sandbox_, cache_folder());
  });
  return *builder_;
}

Judged CppJudge::judge(const CodeTests& tests, const std::string& program) const {
  const auto library = [&](const std::vector<std::string>& names) {
    return library_names(builder(), names, tests);
  };
  const CppSources sources = cpp_sources(tests, program, library);
  if (sources.tests.empty()) {
    return named(VerdictKind::compile_error, sources.obstacle);
  }
  const Built tests_program = builder().build(request_for(sources.tests, tests));
  if (tests_program.artifact.empty()) {
    const std::string why = sources.obstacle.empty() ? "" : sources.obstacle + ": ";
    return not_compiled(tests_program, why + "the problem's own prompt and tests: ");
  }
  const Built worker = builder().build(request_for(sources.candidate, tests));
  if (worker.artifact.empty()) {
    return not_compiled(worker, "");
  }
  return run(sandbox_, tests_program, worker, tests, sources.from_program);
}

}  // namespace assay
