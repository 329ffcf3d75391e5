#include "graders/grader.hpp"

#include <fmt/format.h>

#include "engine/core/error.hpp"
#include "graders/code/code_grader.hpp"
#include "graders/math/math_grader.hpp"
#include "graders/sandbox/self_test.hpp"

namespace assay {

namespace {

/// Throws InfrastructureError for `strict`, which needs more than this version can give.
Isolation isolation_for(SandboxPolicy policy) {
  if (policy == SandboxPolicy::strict) {
    throw InfrastructureError(
        "sandbox policy 'strict' needs cgroup limits, which this version does not set; use "
        "--sandbox auto, where limits hold for each program, which is a single process");
  }
  return policy == SandboxPolicy::container ? Isolation::process : Isolation::namespaces;
}

/// What is expected to be open to a program under `isolation`.
bool tolerated(const Probe& probe, Isolation isolation) {
  return isolation == Isolation::process && probe.name == "read /etc/passwd";
}

}  // namespace

std::unique_ptr<Grader> make_grader(const GraderOptions& options) {
  if (options.kind == "math") {
    return std::make_unique<MathGrader>();
  }
  if (options.kind == "code") {
    return std::make_unique<CodeGrader>(isolation_for(options.sandbox));
  }
  throw UsageError(
      fmt::format("grader '{}' is unknown; a suite's 'grader' is 'math' or 'code'", options.kind));
}

SandboxReport probe_sandbox(SandboxPolicy policy) {
  SandboxReport report;
  try {
    const Isolation isolation = isolation_for(policy);
    const Sandbox sandbox(isolation);
    report.level = isolation == Isolation::namespaces ? "namespaces + seccomp + rlimits"
                                                      : "seccomp + rlimits, files visible";
    require_working(sandbox);
    report.usable = true;
    for (const Probe& probe : probe(sandbox)) {
      report.finding +=
          fmt::format("{}{}: {}", report.finding.empty() ? "" : "; ", probe.name, probe.finding);
      if (!probe.refused && !tolerated(probe, isolation)) {
        report.usable = false;
        report.remedy = fmt::format("a program could {}: do not judge code here", probe.name);
      }
    }
  } catch (const Error& error) {
    report.level = report.level.empty() ? "none" : report.level;
    const std::string text = error.what();
    const std::size_t colon = text.rfind(": ");
    report.finding = text.substr(0, colon);
    report.remedy = colon == std::string::npos ? "" : text.substr(colon + 2);
    report.usable = false;
  }
  return report;
}

}  // namespace assay
