#include "graders/code/cpp_judge.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <regex>
#include <string_view>
#include <utility>

#include "engine/core/error.hpp"
#include "graders/code/cpp_source.hpp"
#include "graders/code/cpp_text.hpp"
#include "graders/code/cpp_union.hpp"
#include "graders/code/language_spec.hpp"

namespace assay {

namespace embedded {
extern const std::string_view cpp_codec;
extern const std::string_view cpp_codec_types;
extern const std::string_view cpp_frames;
extern const std::string_view cpp_tests_side;
extern const std::string_view cpp_worker_side;
}  // namespace embedded

namespace {

constexpr double linger_s = 5;
constexpr double tests_cpu_s = 20;  ///< to read and compare what a hostile program returns

// Words of the worker's main() that a candidate's macros may have changed.
constexpr const char* unmasked =
    "\n\n#undef int\n#undef main\n#undef return\n#undef serve\n"
    "#undef assay_proxy\n";

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

std::string call_of(const cpp::OpenFunction& function) {
  std::string arguments = "&::" + function.name;
  for (const std::string& parameter : function.parameters) {
    arguments += ", " + parameter;
  }
  return fmt::format("  return assay_proxy::call({});\n", arguments);
}

/// MultiPL-E's tests begin with `auto candidate = NAME;`.
std::string entry_point(const CodeTests& tests, const std::optional<cpp::OpenFunction>& open) {
  if (!tests.entry_point.empty() || open) {
    return !tests.entry_point.empty() ? tests.entry_point : open->name;
  }
  std::smatch match;
  static const std::regex assignment(R"(\bcandidate\s*=\s*&?\s*(\w+)\s*;)");
  return std::regex_search(tests.test, match, assignment) ? match[1].str() : "candidate";
}

/// For a prompt that leaves no function open: one that begins the program's function, which must
/// have plain types, since its text becomes part of the tests' program.
std::string prompt_from(const CodeTests& tests, const std::string& program,
                        const std::string& name) {
  const std::optional<std::string> declaration = cpp::plain_declaration(program, name);
  return declaration
             ? cpp::directives(tests.prompt) + "using namespace std;\n" + *declaration + " {\n"
             : "";
}

/// Brings `source` to the end of its last function.
std::string closed(const std::string& source) {
  return source + (cpp::open_braces(cpp::blanked(source)) == 1 ? "\n}" : "");
}

std::string candidate_source(const CodeTests& tests, const std::string& program,
                             bool continues_prompt, const std::string& name) {
  const bool own_includes = program.find("#include") != std::string::npos;
  const std::string text = continues_prompt ? tests.prompt + program
                           : own_includes   ? program
                                            : cpp::directives(tests.prompt) + program;
  return fmt::format(
      "{}\n#line 1 \"program.cpp\"\n{}{}int main() {{ return assay_proxy::serve(&::{}); }}\n",
      embedded::cpp_worker_side,
      cpp::with_tagged_unions(closed(text), cpp::tagged_unions(tests.prompt)), unmasked, name);
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

Judged tests_ended_early(const Outcome& outcome, const Limits& limits) {
  Judged judged = ended_early(outcome, limits);
  if (outcome.ending == Ending::exited) {
    return named(VerdictKind::infrastructure_error,
                 fmt::format("the tests' program did not run (status {}): {}", outcome.exit_code,
                             outcome.output.substr(0, 300)));
  }
  judged.reason = "while its values were compared: " + judged.reason;
  return judged;
}

Judged decide(const Finding& finding, const Outcome& tests_outcome, const Outcome& worker,
              const CodeTests& tests) {
  const Limits limits = worker_limits(tests);
  if (finding.kind.empty()) {
    return tests_ended_early(tests_outcome, tests_limits(tests));
  }
  if (finding.kind == "gone") {
    return ended_early(worker, limits);
  }
  if (finding.kind == "broken_tests") {
    return named(VerdictKind::infrastructure_error, finding.reason);
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

Command command_for(const Sandbox& sandbox, const Built& built, std::vector<int> fds) {
  Command command;
  command.binds = {shown(sandbox, built.artifact, "program")};
  command.argv = {command.binds[0].inside};
  command.fds = std::move(fds);
  return command;
}

Judged run(const Sandbox& sandbox, const Built& tests_program, const Built& worker_program,
           const CodeTests& tests) {
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
  Judged judged = decide(finding, tests_outcome, worker, tests);
  judged.output = clipped_output(worker.output);
  judged.cpu_ms = worker.cpu_ms;
  judged.rss_bytes = worker.rss_bytes;
  return judged;
}

}  // namespace

CppSources cpp_sources(const CodeTests& tests, const std::string& program) {
  CodeTests own = tests;
  std::optional<cpp::OpenFunction> open = cpp::open_function(tests.prompt);
  const std::string name = entry_point(tests, open);
  if (!open) {
    own.prompt = prompt_from(tests, program, name);
    open = cpp::open_function(own.prompt);
  }
  CppSources sources;
  sources.continues_prompt = !cpp::defines(program, name);
  sources.candidate = candidate_source(tests, program, sources.continues_prompt, name);
  if (open) {
    const int braces = cpp::open_braces(cpp::blanked(own.prompt + tests.test));
    sources.tests = fmt::format("{}\n#line 1 \"prompt.cpp\"\n{}{}{}#line 1 \"tests.cpp\"\n{}\n",
                                embedded::cpp_tests_side,
                                cpp::with_tagged_unions(own.prompt, cpp::tagged_unions(own.prompt)),
                                call_of(*open), braces == 1 ? "}\n" : "", tests.test);
  }
  return sources;
}

const Builder& CppJudge::builder() const {
  std::call_once(first_, [this] {
    require_tools(*find_language("cpp"));
    builder_ = std::make_unique<const Builder>(sandbox_, cache_folder());
  });
  return *builder_;
}

Judged CppJudge::judge(const CodeTests& tests, const std::string& program) const {
  const CppSources sources = cpp_sources(tests, program);
  if (sources.tests.empty()) {
    return named(VerdictKind::compile_error,
                 "neither prompt nor program has a function under test whose types are the "
                 "library's, so the tests cannot call it");
  }
  const Built tests_program = builder().build(request_for(sources.tests, tests));
  if (tests_program.artifact.empty()) {
    return not_compiled(tests_program, "the problem's own prompt and tests: ");
  }
  const Built worker = builder().build(request_for(sources.candidate, tests));
  if (worker.artifact.empty()) {
    return not_compiled(worker, "");
  }
  return run(sandbox_, tests_program, worker, tests);
}

}  // namespace assay
