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

  /// Whether the problem can be judged at all, for when a suite loads: throws DataError that names
  /// the problem and what is wrong with it.
  virtual void check(const Problem& /*problem*/) const {}

  /// Id and version, stored with each verdict.
  [[nodiscard]] virtual std::string id() const = 0;
};

/// How untrusted programs may be run. `auto`: the best this machine gives, at least
/// namespaces and seccomp; `strict`: also cgroups; `container`: the host is itself a throw-away
/// container.
enum class SandboxPolicy { automatic, strict, container };

struct GraderOptions {
  std::string kind;  ///< "math", "code", "choice", "text" or "verify"
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

/// One step of what can hold a program, from 4 (all) to 0 (nothing but a timeout).
struct SandboxRung {
  int level = 0;
  std::string means;
  bool available = false;
  std::string why_not;  ///< where not available, or never used; with the remedy
};

/// What this machine can give, from the top. Tries it; throws nothing.
[[nodiscard]] std::vector<SandboxRung> sandbox_ladder();

/// For `assay doctor`: runs probes in a sandbox.
[[nodiscard]] SandboxReport probe_sandbox(SandboxPolicy policy);

}  // namespace assay
