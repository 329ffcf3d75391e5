// The errors that cross module borders. Each class fixes the exit code that the
// command line returns; each message is written for the user: what (file, field,
// value), why, and the remedy, on one line.
#pragma once

#include <stdexcept>
#include <string>

namespace assay {

/// Exit codes of every `assay` command (the design's one table).
enum class ExitCode : int {
  done = 0,
  no_go = 1,
  inconclusive = 2,
  usage = 3,
  infrastructure = 4,
};

/// Base of all errors thrown on purpose. `what()` is one user-facing line.
class Error : public std::runtime_error {
 public:
  Error(const std::string& message, ExitCode code) : std::runtime_error(message), code_(code) {}
  [[nodiscard]] ExitCode exit_code() const noexcept { return code_; }

 private:
  ExitCode code_;
};

/// The caller asked for something that cannot be: a flag, a suite, a policy, a
/// configuration value, or an input file with wrong content.
class UsageError : public Error {
 public:
  explicit UsageError(const std::string& message) : Error(message, ExitCode::usage) {}
};

/// An input file is damaged or says something impossible; names file and field.
class DataError : public UsageError {
 public:
  using UsageError::UsageError;
};

/// Tensor shapes that do not fit together.
class ShapeError : public UsageError {
 public:
  using UsageError::UsageError;
};

/// The machine failed, not the request: full disk, no permission, dead server,
/// no sandbox.
class InfrastructureError : public Error {
 public:
  explicit InfrastructureError(const std::string& message)
      : Error(message, ExitCode::infrastructure) {}
};

/// The user or the system asked us to stop; nothing earned is lost.
class Interrupted : public Error {
 public:
  explicit Interrupted(const std::string& message) : Error(message, ExitCode::infrastructure) {}
};

}  // namespace assay
