// Programming languages as the graders see them: source text in, something that can be started out.
#pragma once

#include <memory>
#include <string>

#include "graders/sandbox/sandbox.hpp"
#include "graders/verdict.hpp"

namespace assay {

/// A program that is ready to run. Thread-safe; every start is a fresh process in a fresh sandbox.
class Program {
 public:
  Program() = default;
  virtual ~Program() = default;
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// `input` is its whole stdin. Throws InfrastructureError.
  [[nodiscard]] virtual SandboxedProcess start(const std::string& input,
                                               const Limits& limits) const = 0;
};

/// What became of a source text.
struct Prepared {
  std::shared_ptr<const Program> program;                ///< null if it does not compile
  VerdictKind kind = VerdictKind::infrastructure_error;  ///< where null: why
  std::string reason;
  std::string output;  ///< the compiler's messages, clipped
};

/// The languages that are known, and their compilers, run in the sandbox too.
class Languages {
 public:
  explicit Languages(const Sandbox& sandbox);
  ~Languages();
  Languages(const Languages&) = delete;
  Languages& operator=(const Languages&) = delete;

  /// Compiles `source`, or takes the result of the same source from the cache. Throws UsageError
  /// for an unknown language, InfrastructureError where its tools are missing.
  [[nodiscard]] Prepared prepare(const std::string& language, const std::string& source) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay
