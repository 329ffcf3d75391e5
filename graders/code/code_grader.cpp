#include "graders/code/code_grader.hpp"

#include <fmt/format.h>

#include <utility>

#include "engine/core/error.hpp"
#include "graders/code/extract.hpp"
#include "graders/code/wire.hpp"
#include "graders/sandbox/self_test.hpp"

namespace assay {

namespace embedded {
extern const std::string_view code_codec;
extern const std::string_view code_driver;
extern const std::string_view code_worker;
}  // namespace embedded

namespace {

constexpr std::size_t shown_output_bytes = 4096;
constexpr double linger_s = 5;
constexpr double driver_cpu_s = 10;  ///< to read and compare what a hostile program returns

Limits worker_limits(const CodeTests& tests) {
  Limits limits;
  limits.cpu_s = tests.timeout_s;
  limits.wall_s = 3 * tests.timeout_s + 5;  // for sleepers; a busy machine must not decide
  return limits;
}

Limits driver_limits(const CodeTests& tests) {
  Limits limits;
  limits.cpu_s = driver_cpu_s;
  limits.wall_s = worker_limits(tests).wall_s + 2 * driver_cpu_s;
  return limits;
}

std::vector<std::string> python(std::string_view program) {
  // -S -s: no site packages. The environment is the sandbox's own, with a fixed hash seed, so that
  // the order of sets does not decide a verdict.
  return {python_path, "-S", "-s", "-c", std::string(embedded::code_codec) + std::string(program)};
}

std::string driver_input(const CodeTests& tests, const std::string& program) {
  return wire::dict(
      {{"layout", wire::text(tests.layout == CodeLayout::humaneval ? "humaneval" : "asserts")},
       {"entry_point", wire::text(tests.entry_point)},
       {"prompt", wire::text(tests.prompt)},
       {"test", wire::text(tests.test)},
       {"setup", wire::text(tests.setup)},
       {"imports", wire::list(tests.imports)},
       {"asserts", wire::list(tests.asserts)},
       {"units", wire::list(program_units(program, tests))}});
}

struct Decision {
  VerdictKind kind = VerdictKind::infrastructure_error;
  std::string reason;
};

Decision limit_passed(const Outcome& outcome, const Limits& limits) {
  switch (outcome.ending) {
    case Ending::cpu_limit:
      return {VerdictKind::timeout, fmt::format("used more than {} s of CPU time", limits.cpu_s)};
    case Ending::wall_limit:
      return {VerdictKind::timeout, fmt::format("not done after {} s", limits.wall_s)};
    case Ending::output_limit:
      return {VerdictKind::output_limit,
              fmt::format("printed more than {} bytes", limits.output_bytes)};
    case Ending::signalled:
      return outcome.signal == 9
                 ? Decision{VerdictKind::memory, "killed by the system, most likely out of memory"}
                 : Decision{VerdictKind::runtime_error,
                            fmt::format("killed by signal {}{}", outcome.signal,
                                        outcome.signal == 31 ? ", a forbidden system call" : "")};
    case Ending::stopped:
      return {VerdictKind::runtime_error, "closed its channel before the last test"};
    case Ending::exited:
      break;
  }
  return {VerdictKind::runtime_error,
          fmt::format("ended with status {} before the last test", outcome.exit_code)};
}

bool says(const Outcome& driver, std::string_view kind) {
  return driver.output.substr(0, driver.output.find(' ')) == kind;
}

/// What the driver said, if it came to say anything.
Decision driver_decision(const Outcome& driver, const Outcome& worker, const CodeTests& tests) {
  const std::size_t space = driver.output.find(' ');
  std::string reason = space == std::string::npos ? "" : driver.output.substr(space + 1);
  while (!reason.empty() && reason.back() == '\n') {
    reason.pop_back();
  }
  if (driver.ending != Ending::exited) {
    Decision decision = limit_passed(driver, driver_limits(tests));
    decision.reason = "while its values were compared: " + decision.reason;
    return decision;
  }
  if (says(driver, "pass")) {
    return {VerdictKind::correct, reason};
  }
  if (says(driver, "gone")) {
    return limit_passed(worker, worker_limits(tests));
  }
  if (says(driver, "not_started")) {
    return {
        VerdictKind::infrastructure_error,
        fmt::format("{} (status {}): {}", reason, worker.exit_code, worker.output.substr(0, 300))};
  }
  for (const VerdictKind named : {VerdictKind::incorrect, VerdictKind::runtime_error,
                                  VerdictKind::memory, VerdictKind::compile_error}) {
    if (says(driver, to_string(named))) {
      return {named, reason};
    }
  }
  return {VerdictKind::infrastructure_error,
          "the tests failed to run: " + driver.output.substr(0, 600)};
}

Decision decide(const Outcome& driver, const Outcome& worker, const CodeTests& tests) {
  Decision decision = driver_decision(driver, worker, tests);
  const bool judged = decision.kind != VerdictKind::infrastructure_error;
  if (!judged || decision.kind == VerdictKind::memory) {
    return decision;
  }
  // Limits that were passed without being noticed in time, so that no race decides.
  const Limits limits = worker_limits(tests);
  const bool late = worker.cpu_ms > limits.cpu_s * 1e3 && decision.kind == VerdictKind::correct;
  if (late) {
    return {VerdictKind::timeout, fmt::format("used more than {} s of CPU time", limits.cpu_s)};
  }
  if (worker.ending == Ending::output_limit && decision.kind != VerdictKind::timeout) {
    return limit_passed(worker, limits);
  }
  return decision;
}

std::string clipped(const std::string& output) {
  return output.size() <= shown_output_bytes ? output
                                             : output.substr(0, shown_output_bytes) + " [clipped]";
}

}  // namespace

CodeGrader::CodeGrader(Isolation isolation) : sandbox_(isolation) { require_working(sandbox_); }

Verdict CodeGrader::run(const CodeTests& tests, const std::string& program) const {
  Pipe requests = make_pipe();
  Pipe replies = make_pipe();
  std::vector<SandboxedProcess> group;
  group.push_back(sandbox_.start({python(embedded::code_driver),
                                  driver_input(tests, program),
                                  {requests.write.get(), replies.read.get()}},
                                 driver_limits(tests)));
  group.push_back(sandbox_.start(
      {python(embedded::code_worker), "", {requests.read.get(), replies.write.get()}},
      worker_limits(tests)));
  // Each side must notice the other's end. The worker is not told when the driver is done: it is
  // stopped, so that its memory can be read first.
  for (FileDescriptor* end : {&requests.read, &replies.read, &replies.write}) {
    end->close();
  }
  const Outcome& driver = wait_for_first(group);
  // Where the driver missed the worker, how the worker ended decides, so it may come to its end.
  finish(group, says(driver, "gone") || says(driver, "not_started") ? linger_s : 0);
  const Outcome& worker = group.back().outcome();
  const Decision decision = decide(driver, worker, tests);
  Verdict verdict;
  verdict.kind = decision.kind;
  verdict.reason = decision.reason;
  verdict.output = clipped(worker.output);
  verdict.cpu_ms = worker.cpu_ms;
  verdict.rss_bytes = worker.rss_bytes;
  return verdict;
}

Verdict CodeGrader::grade(const Problem& problem, const Completion& completion) const {
  Verdict verdict;
  verdict.grader = id();
  const bool out_of_tokens = completion.finish_reason != FinishReason::stop;
  if (!problem.tests) {
    verdict.reason = fmt::format("problem '{}' has no tests", problem.id);
    return verdict;
  }
  const ExtractedProgram extracted = completion.think_end
                                         ? extract_program(completion.answer, *problem.tests)
                                         : ExtractedProgram{};
  if (extracted.program.empty() || (out_of_tokens && !extracted.complete)) {
    verdict.kind = out_of_tokens ? VerdictKind::truncated : VerdictKind::unparsed;
    verdict.reason = !completion.think_end ? "the thinking never ended"
                     : out_of_tokens       ? "out of tokens before a complete program"
                                           : "no program in the answer";
    return verdict;
  }
  try {
    verdict = run(*problem.tests, extracted.program);
  } catch (const std::exception& error) {
    verdict.kind = VerdictKind::infrastructure_error;
    verdict.reason = error.what();
  }
  verdict.grader = id();
  verdict.extracted = extracted.program;
  verdict.reason += fmt::format(" [{}]", extracted.rule);
  return verdict;
}

}  // namespace assay
