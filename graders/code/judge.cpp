#include "graders/code/judge.hpp"

#include <fmt/format.h>

#include <csignal>

namespace assay {

namespace {

constexpr std::size_t shown_output_bytes = 4096;

Judged signalled(const Outcome& outcome) {
  Judged judged;
  judged.kind = VerdictKind::runtime_error;
  if (outcome.signal == SIGKILL) {
    judged.kind = VerdictKind::memory;
    judged.reason = "killed by the system, most likely out of memory";
  } else if (outcome.signal == SIGPROF) {
    judged.kind = VerdictKind::timeout;
    judged.reason = "used more CPU time than one test may";
  } else {
    // The first process of a namespace cannot be killed by its own SIGABRT: libc's abort() crashes
    // it instead.
    judged.reason = fmt::format("killed by signal {}{}", outcome.signal,
                                outcome.signal == SIGSYS    ? ", a forbidden system call"
                                : outcome.signal == SIGSEGV ? ", a crash or an abort"
                                                            : "");
  }
  return judged;
}

}  // namespace

Judged ended_early(const Outcome& outcome, const Limits& limits) {
  Judged judged;
  judged.kind = VerdictKind::timeout;
  switch (outcome.ending) {
    case Ending::cpu_limit:
      judged.reason = fmt::format("used more than {} s of CPU time", limits.cpu_s);
      return judged;
    case Ending::wall_limit:
      judged.reason = fmt::format("not done after {} s", limits.wall_s);
      return judged;
    case Ending::output_limit:
      judged.kind = VerdictKind::output_limit;
      judged.reason = fmt::format("printed more than {} bytes", limits.output_bytes);
      return judged;
    case Ending::signalled:
      return signalled(outcome);
    case Ending::stopped:
    case Ending::exited:
      break;
  }
  judged.kind = VerdictKind::runtime_error;
  judged.reason = outcome.ending == Ending::stopped
                      ? "closed its channel before the last test"
                      : fmt::format("ended with status {} before the last test", outcome.exit_code);
  return judged;
}

std::string clipped_output(const std::string& text) {
  return text.size() <= shown_output_bytes ? text
                                           : text.substr(0, shown_output_bytes) + " [clipped]";
}

}  // namespace assay
