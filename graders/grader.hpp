// The interface of all graders, and the factory that a suite's YAML selects from.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "datasets/problem.hpp"
#include "engine/generator.hpp"
#include "graders/verdict.hpp"

namespace assay {

/// Judges completions. Thread-safe; never sees the run file. A failure of the judge itself
/// is a Verdict of kind infrastructure_error, not an exception.
class Grader {
 public:
  Grader() = default;
  virtual ~Grader() = default;
  Grader(const Grader&) = delete;
  Grader& operator=(const Grader&) = delete;

  [[nodiscard]] virtual Verdict grade(const Problem& problem,
                                      const Completion& completion) const = 0;

  /// Id and version, stored with each verdict.
  [[nodiscard]] virtual std::string id() const = 0;
};

/// How untrusted programs may be run. `auto`: the best this machine gives, at least
/// namespaces; `strict`: also cgroups; `container`: the host is itself a throw-away container.
enum class SandboxPolicy { automatic, strict, container };

struct GraderOptions {
  std::string kind;  ///< "math" or "code"
  SandboxPolicy sandbox = SandboxPolicy::automatic;
};

/// Throws UsageError for an unknown kind, InfrastructureError (with the remedy) if `code`
/// is asked for and no sandbox of the wanted strength can be had here.
[[nodiscard]] std::unique_ptr<Grader> make_grader(const GraderOptions& options);

struct SandboxReport {
  std::string level;    ///< e.g. "namespaces + seccomp"
  std::string finding;  ///< what was found, one line
  std::string remedy;   ///< what to do; empty if nothing
  bool usable = false;
};

/// For `assay doctor`: runs probes in a sandbox.
[[nodiscard]] SandboxReport probe_sandbox(SandboxPolicy policy);

}  // namespace assay
