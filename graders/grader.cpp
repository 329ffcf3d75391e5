#include "graders/grader.hpp"

#include <fmt/format.h>

#include <tuple>
#include <utility>

#include "engine/core/error.hpp"
#include "graders/choice/choice_grader.hpp"
#include "graders/code/code_grader.hpp"
#include "graders/math/math_grader.hpp"
#include "graders/sandbox/self_test.hpp"
#include "graders/self_check.hpp"
#include "graders/verify/verify_grader.hpp"
#include "graders/words/text_grader.hpp"

namespace assay {

namespace {

Isolation isolation_for(SandboxPolicy policy) {
  return policy == SandboxPolicy::container ? Isolation::process : Isolation::namespaces;
}

Cgroups cgroups_for(SandboxPolicy policy) {
  return policy == SandboxPolicy::strict ? Cgroups::required : Cgroups::where_possible;
}

std::string level_of(const Sandbox& sandbox) {
  const bool namespaces = sandbox.isolation() == Isolation::namespaces;
  const std::string limits = sandbox.cgroups().usable() ? "cgroups + rlimits" : "rlimits";
  return namespaces ? fmt::format("level {}: namespaces + seccomp + {}",
                                  sandbox.cgroups().usable() ? 4 : 3, limits)
                    : fmt::format("level 2: own user + seccomp + {}, files visible", limits);
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
    return std::make_unique<CodeGrader>(isolation_for(options.sandbox),
                                        cgroups_for(options.sandbox));
  }
  if (options.kind == "choice") {
    return std::make_unique<ChoiceGrader>();
  }
  if (options.kind == "text") {
    return std::make_unique<TextGrader>();
  }
  if (options.kind == "verify") {
    return std::make_unique<VerifyGrader>();
  }
  throw UsageError(fmt::format(
      "grader '{}' is unknown; a suite's 'grader' is math, code, choice, text or verify",
      options.kind));
}

Sandbox open_sandbox(SandboxPolicy policy) {
  return Sandbox(isolation_for(policy), cgroups_for(policy));
}

namespace {

/// What is wrong and what to do: the lines below the first, else what follows the last semicolon.
std::pair<std::string, std::string> split_remedy(const std::string& message) {
  const std::size_t lines = message.find("\n  ");
  if (lines != std::string::npos) {
    std::string remedy = message.substr(lines + 3);
    for (std::size_t at = 0; (at = remedy.find("\n  ", at)) != std::string::npos; ++at) {
      remedy.erase(at + 1, 2);
    }
    return {message.substr(0, lines), remedy};
  }
  const std::size_t semicolon = message.rfind("; ");
  const std::size_t end = semicolon != std::string::npos ? semicolon : message.rfind(": ");
  return {message.substr(0, end), end == std::string::npos ? "" : message.substr(end + 2)};
}

}  // namespace

SandboxReport probe_sandbox(SandboxPolicy policy) {
  SandboxReport report;
  try {
    const Sandbox sandbox = open_sandbox(policy);
    report.level = level_of(sandbox);
    require_working(sandbox);
    report.usable = true;
    for (const Probe& probe : probe(sandbox)) {
      report.finding +=
          fmt::format("{}{}: {}", report.finding.empty() ? "" : "; ", probe.name, probe.finding);
      if (!probe.refused && !tolerated(probe, sandbox.isolation())) {
        report.usable = false;
        report.remedy = fmt::format("a program could {}: do not judge code here", probe.name);
      }
    }
  } catch (const Error& error) {
    report.level = "none";
    std::tie(report.finding, report.remedy) = split_remedy(error.what());
    report.usable = false;
  }
  return report;
}

namespace {

/// Why a sandbox under `policy` does not work here; empty if it does.
std::string obstacle(SandboxPolicy policy) {
  try {
    require_working(open_sandbox(policy));
    return "";
  } catch (const Error& error) {
    const std::string message = error.what();
    return message.substr(0, message.find('\n'));  // the remedy stands above the ladder
  }
}

}  // namespace

std::vector<SandboxRung> sandbox_ladder() {
  const std::string strict = obstacle(SandboxPolicy::strict);
  const std::string automatic = obstacle(SandboxPolicy::automatic);
  const std::string container = obstacle(SandboxPolicy::container);
  return {{4, "namespaces, cgroups, seccomp, rlimits", strict.empty(), strict},
          {3, "namespaces, seccomp, rlimits", automatic.empty(), automatic},
          {2, "own user, seccomp, rlimits; files visible: only by --sandbox container",
           container.empty(), container},
          {1, "seccomp, rlimits", false, "never used: tests could be read by the program"},
          {0, "a timeout", false, "never used: it stops nothing"}};
}

}  // namespace assay
