#include "graders/code/python_judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "engine/core/error.hpp"
#include "graders/code/extract.hpp"
#include "graders/code/wire.hpp"
#include "graders/sandbox/processor.hpp"

namespace assay {

namespace {

constexpr double linger_s = 5;
constexpr double driver_cpu_s = 10;  ///< to read and compare what a hostile program returns

Limits worker_limits(const CodeTests& tests) {
  Limits limits;
  limits.cpu_s = tests.timeout_s;
  limits.wall_s = 3 * tests.timeout_s + 5;  // for sleepers; a busy machine must not decide
  if (tests.memory_bytes > 0) {
    limits.memory_bytes = tests.memory_bytes;
  }
  return limits;
}

Limits driver_limits(const CodeTests& tests) {
  const Limits worker = worker_limits(tests);
  Limits limits;
  limits.cpu_s = driver_cpu_s;
  if (tests.layout == CodeLayout::evalplus) {
    limits.cpu_s += worker.cpu_s;  // it runs the reference too
  }
  limits.memory_bytes = std::max(limits.memory_bytes, worker.memory_bytes);
  limits.wall_s = worker.wall_s + 2 * limits.cpu_s;
  return limits;
}

std::string driver_input(const CodeTests& tests, const std::string& program,
                         const Processor& processor) {
  const ProgramParts parts = program_parts(program, tests);
  return wire::dict({{"purpose", wire::text("judge")},
                     {"layout", wire::text(to_string(tests.layout))},
                     {"entry_point", wire::text(tests.entry_point)},
                     {"prompt", wire::text(tests.prompt)},
                     {"test", wire::text(tests.test)},
                     {"setup", wire::text(tests.setup)},
                     {"imports", wire::list(tests.imports)},
                     {"asserts", wire::list(tests.asserts)},
                     {"reference", wire::text(tests.reference)},
                     {"inputs", wire::list(tests.inputs)},
                     {"outputs", wire::list(tests.outputs)},
                     {"comparison", wire::text(tests.comparison)},
                     {"abs_tol", wire::text(fmt::format("{}", tests.abs_tol))},
                     {"test_timeout_s", wire::text(fmt::format("{}", tests.test_timeout_s))},
                     {"processor", wire::text(fmt::format("{}", processor.number()))},
                     {"context", wire::list(parts.context)},
                     {"program", wire::text(parts.program)}});
}

std::string check_input(const CodeTests& tests) {
  return wire::dict({{"purpose", wire::text("check")},
                     {"layout", wire::text(to_string(tests.layout))},
                     {"test", wire::text(tests.test)},
                     {"setup", wire::text(tests.setup)},
                     {"imports", wire::list(tests.imports)},
                     {"asserts", wire::list(tests.asserts)},
                     {"reference", wire::text(tests.reference)},
                     {"checker", wire::text(tests.checker)}});
}

/// What the driver said: kind, test and reason.
struct Answer {
  std::string kind;
  std::string test;
  std::string reason;
};

Answer answer_of(const Outcome& driver) {
  const std::string& text = driver.output;
  const std::size_t first = text.find('\t');
  const std::size_t second = first == std::string::npos ? first : text.find('\t', first + 1);
  if (second == std::string::npos) {
    return {};
  }
  return {text.substr(0, first), text.substr(first + 1, second - first - 1),
          text.substr(second + 1)};
}

Judged driver_decision(const Outcome& driver, const Outcome& worker, const CodeTests& tests) {
  const Answer answer = answer_of(driver);
  Judged judged;
  if (driver.ending != Ending::exited) {
    judged = ended_early(driver, driver_limits(tests));
    judged.reason = "while its values were compared: " + judged.reason;
    return judged;
  }
  judged.test = answer.test;
  judged.reason = answer.reason;
  if (answer.kind == "pass") {
    judged.kind = VerdictKind::correct;
    return judged;
  }
  if (answer.kind == "gone") {
    judged = ended_early(worker, worker_limits(tests));
    judged.test = answer.test;
    return judged;
  }
  if (answer.kind == "not_started") {
    judged.reason = fmt::format("{} (status {}): {}", answer.reason, worker.exit_code,
                                worker.output.substr(0, 300));
    return judged;
  }
  for (const VerdictKind named : {VerdictKind::incorrect, VerdictKind::runtime_error,
                                  VerdictKind::memory, VerdictKind::compile_error}) {
    if (answer.kind == to_string(named)) {
      judged.kind = named;
      return judged;
    }
  }
  judged.reason = answer.kind == "broken"
                      ? answer.reason
                      : "the tests failed to run: " + driver.output.substr(0, 600);
  return judged;
}

Judged decide(const Outcome& driver, const Outcome& worker, const CodeTests& tests) {
  Judged judged = driver_decision(driver, worker, tests);
  if (judged.kind == VerdictKind::infrastructure_error || judged.kind == VerdictKind::memory) {
    return judged;
  }
  // Limits that were passed without being noticed in time, so that no race decides.
  const Limits limits = worker_limits(tests);
  if (worker.cpu_ms > limits.cpu_s * 1e3 && judged.kind == VerdictKind::correct) {
    judged.kind = VerdictKind::timeout;
    judged.reason = fmt::format("used more than {} s of CPU time", limits.cpu_s);
  } else if (worker.ending == Ending::output_limit && judged.kind != VerdictKind::timeout) {
    judged = ended_early(worker, limits);
  }
  return judged;
}

}  // namespace

std::string PythonJudge::fault(const CodeTests& tests) const {
  const Pipe requests = make_pipe();
  const Pipe replies = make_pipe();
  std::vector<SandboxedProcess> group;
  group.push_back(python_.start_driver(check_input(tests),
                                       {requests.write.get(), replies.read.get()},
                                       driver_limits(tests), Processor::any));
  const Answer answer = answer_of(wait_for_first(group));
  if (answer.kind == "broken") {
    return answer.reason;
  }
  if (answer.kind != "pass") {
    throw InfrastructureError(
        "the tests cannot be compiled: their process ended early; see 'assay doctor'");
  }
  return {};
}

Judged PythonJudge::judge(const CodeTests& tests, const std::string& program) const {
  Pipe requests = make_pipe();
  Pipe replies = make_pipe();
  const Processor processor;
  std::vector<SandboxedProcess> group;
  group.push_back(python_.start_driver(driver_input(tests, program, processor),
                                       {requests.write.get(), replies.read.get()},
                                       driver_limits(tests), processor.number()));
  group.push_back(python_.start_worker({requests.read.get(), replies.write.get()},
                                       worker_limits(tests), processor.number()));
  // Each side must notice the other's end. The worker is not told when the driver is done: it is
  // stopped, so that its memory can be read first.
  for (FileDescriptor* end : {&requests.read, &replies.read, &replies.write}) {
    end->close();
  }
  const Outcome& driver = wait_for_first(group);
  // Where the driver missed the worker, how the worker ended decides, so it may come to its end.
  const std::string said = answer_of(driver).kind;
  finish(group, said == "gone" || said == "not_started" ? linger_s : 0);
  const Outcome& worker = group.back().outcome();
  Judged judged = decide(driver, worker, tests);
  judged.output = clipped_output(worker.output);
  judged.cpu_ms = worker.cpu_ms;
  judged.rss_bytes = worker.rss_bytes;
  return judged;
}

}  // namespace assay
