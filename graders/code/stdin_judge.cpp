#include "graders/code/stdin_judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "engine/core/error.hpp"
#include "graders/text.hpp"

namespace assay {

namespace {

constexpr double default_test_s = 6;  // LiveCodeBench's
constexpr std::uint64_t default_memory = 1ULL << 30;
/// Address space beyond the memory that may be used: stacks of threads and libraries, which are
/// mapped but not touched.
constexpr std::uint64_t unused_space = 1ULL << 30;
constexpr std::uint64_t most_output = 64ULL << 20;
constexpr std::uint64_t least_output = 1ULL << 20;
constexpr std::size_t shown_excerpt = 200;
constexpr std::size_t checker_reason = 300;
constexpr double checker_cpu_s = 30;

std::uint64_t memory_limit(const CodeTests& tests) {
  return tests.memory_bytes > 0 ? tests.memory_bytes : default_memory;
}

/// A program may print somewhat more than what is expected, so that a wrong answer is called wrong.
Limits limits_for(const CodeTests& tests, std::size_t number) {
  Limits limits;
  limits.cpu_s = tests.test_timeout_s > 0 ? tests.test_timeout_s : default_test_s;
  limits.wall_s = 3 * limits.cpu_s + 5;  // for sleepers; a busy machine must not decide
  limits.memory_bytes = memory_limit(tests) + unused_space;
  limits.output_bytes = std::clamp<std::uint64_t>(2 * tests.outputs[number].size() + least_output,
                                                  least_output, most_output);
  limits.kept_output_bytes = limits.output_bytes;
  return limits;
}

std::string excerpt(std::string_view text) {
  std::string shown;
  for (const char c : text.substr(0, shown_excerpt)) {
    shown += c == '\n' ? "\\n" : std::string(1, c);
  }
  return "'" + shown + (text.size() > shown_excerpt ? "'..." : "'");
}

/// Without the blanks around them, unless these are the difference.
std::string difference(std::string_view printed, std::string_view expected) {
  const bool by_blanks = trimmed(printed) == trimmed(expected);
  return fmt::format("printed {}, expected {}", excerpt(by_blanks ? printed : trimmed(printed)),
                     excerpt(by_blanks ? expected : trimmed(expected)));
}

/// A program that ran out of memory says so itself: the system only refuses to give it more.
bool says_out_of_memory(const std::string& errors) {
  const std::string_view last = trimmed(errors);
  const std::string_view line = last.substr(last.rfind('\n') + 1);
  return line.substr(0, 11) == "MemoryError" ||
         last.find("std::bad_alloc") != std::string_view::npos;
}

Judged ended_badly(const Outcome& outcome, const Limits& limits) {
  Judged judged = ended_early(outcome, limits);
  if (outcome.ending == Ending::exited) {
    const std::string_view errors = trimmed(outcome.errors);
    judged.reason = fmt::format("ended with status {}: {}", outcome.exit_code,
                                errors.substr(errors.rfind('\n') + 1).substr(0, shown_excerpt));
  }
  if (judged.kind == VerdictKind::runtime_error && says_out_of_memory(outcome.errors)) {
    judged.kind = VerdictKind::memory;
    judged.reason = "ran out of memory";
  }
  return judged;
}

bool not_compiled(const CodeTests& tests, const Outcome& outcome) {
  return tests.language == "python" && outcome.ending == Ending::exited &&
         outcome.exit_code == Interpreter::not_compiled_status &&
         outcome.errors.rfind(Interpreter::not_compiled_mark, 0) == 0;
}

}  // namespace

struct StdinJudge::Run {
  const CodeTests& tests;
  OutputRule rule;
  std::function<SandboxedProcess(const std::string& input, const Limits& limits)> start;
};

Judged StdinJudge::asked(const CodeTests& tests, std::size_t number,
                         const std::string& printed) const {
  Limits limits;
  limits.cpu_s = checker_cpu_s;
  limits.wall_s = 3 * checker_cpu_s;
  limits.scratch_bytes = 256ULL << 20;
  std::vector<SandboxedProcess> group;
  group.push_back(python_.start_checker(
      tests.checker,
      {{"input", tests.inputs[number]}, {"output", printed}, {"expected", tests.outputs[number]}},
      limits));
  const Outcome& outcome = wait_for_first(group);
  Judged judged;
  judged.reason = std::string(
      trimmed(outcome.errors.empty() ? outcome.output : outcome.errors).substr(0, checker_reason));
  if (outcome.ending == Ending::exited && outcome.exit_code == 0) {
    judged.kind = VerdictKind::correct;
  } else if (outcome.ending == Ending::exited &&
             (outcome.exit_code == 1 || outcome.exit_code == 2) &&
             judged.reason.find("Traceback") == std::string::npos) {
    judged.kind = VerdictKind::incorrect;
    judged.reason = judged.reason.empty() ? "the checker refuses the output" : judged.reason;
  } else {
    judged.reason = "the checker failed: " + judged.reason;
  }
  return judged;
}

/// A checker may stumble over what a program prints (text where it reads a number, far too much).
/// That is the program's fault, if the same checker manages the expected output.
Judged StdinJudge::checked(const CodeTests& tests, std::size_t number,
                           const std::string& printed) const {
  Judged judged = asked(tests, number, printed);
  const bool failed = judged.kind == VerdictKind::infrastructure_error;
  if (failed && asked(tests, number, tests.outputs[number]).kind == VerdictKind::correct) {
    judged.kind = VerdictKind::incorrect;
    judged.reason = "the checker cannot read the output: " + judged.reason;
  }
  return judged;
}

Judged StdinJudge::compared(const Run& run, std::size_t number, const Outcome& outcome) const {
  if (run.rule.kind == OutputRule::Kind::checker) {
    return checked(run.tests, number, outcome.output);
  }
  Judged judged;
  judged.kind = VerdictKind::correct;
  if (!same_output(run.rule, outcome.output, run.tests.outputs[number])) {
    judged.kind = VerdictKind::incorrect;
    judged.reason = difference(outcome.output, run.tests.outputs[number]);
  }
  return judged;
}

Judged StdinJudge::run_test(const Run& run, std::size_t number) const {
  const Limits limits = limits_for(run.tests, number);
  std::vector<SandboxedProcess> group;
  group.push_back(run.start(run.tests.inputs[number], limits));
  const Outcome& outcome = wait_for_first(group);
  Judged judged;
  if (not_compiled(run.tests, outcome)) {
    judged.kind = VerdictKind::compile_error;
    judged.reason = trimmed(outcome.errors);
  } else if (outcome.rss_bytes > static_cast<double>(memory_limit(run.tests))) {
    // Whatever came of it: a judge that enforces the limit stops the program there.
    judged.kind = VerdictKind::memory;
    judged.reason = fmt::format("used more than {:.6g} MiB of memory",
                                static_cast<double>(memory_limit(run.tests)) / (1U << 20U));
  } else if (outcome.ending != Ending::exited || outcome.exit_code != 0) {
    judged = ended_badly(outcome, limits);
  } else if (outcome.cpu_ms > limits.cpu_s * 1e3) {
    judged.kind = VerdictKind::timeout;
    judged.reason = fmt::format("used more than {} s of CPU time", limits.cpu_s);
  } else {
    judged = compared(run, number, outcome);
  }
  judged.output = clipped_output(outcome.output + outcome.errors);
  judged.cpu_ms = outcome.cpu_ms;
  judged.rss_bytes = outcome.rss_bytes;
  return judged;
}

Judged StdinJudge::judge(const CodeTests& tests, const std::string& program) const {
  const std::optional<OutputRule> rule = output_rule(tests.comparison);
  if (!rule || tests.inputs.size() != tests.outputs.size()) {
    throw DataError("the tests cannot be compared");  // CodeGrader::check says it better
  }
  Run run{tests, *rule, {}};
  Prepared prepared;
  if (tests.language == "python") {
    run.start = [&](const std::string& input, const Limits& limits) {
      return python_.start_program(tests.preamble, program, input, limits);
    };
  } else {
    prepared = languages_.prepare(tests.language, program);
    if (!prepared.program) {
      Judged judged;
      judged.kind = prepared.kind;
      judged.reason = prepared.reason;
      judged.output = clipped_output(prepared.output);
      return judged;
    }
    run.start = [&prepared](const std::string& input, const Limits& limits) {
      return prepared.program->start(input, limits);
    };
  }
  Judged total;
  for (std::size_t number = 0; number < tests.inputs.size(); ++number) {
    Judged judged = run_test(run, number);
    judged.cpu_ms += total.cpu_ms;
    judged.rss_bytes = std::max(judged.rss_bytes, total.rss_bytes);
    total = std::move(judged);
    if (total.kind != VerdictKind::correct) {
      total.test = fmt::format("test {} of {}", number + 1, tests.inputs.size());
      return total;
    }
  }
  total.reason = fmt::format("all {} tests passed", tests.inputs.size());
  return total;
}

}  // namespace assay
