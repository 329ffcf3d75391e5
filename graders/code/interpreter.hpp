// Starts Python, in a sandbox: the two sides of tests that call functions, and whole programs.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "graders/sandbox/sandbox.hpp"

namespace assay {

/// Thread-safe. Every start is a fresh process, forked from a warm one (zygote.hpp), but for the
/// trusted side, which stays where its tests leave no trace (resident.hpp). Throws
/// InfrastructureError where it cannot be had.
class Interpreter {
 public:
  /// `sandbox` outlives it.
  explicit Interpreter(const Sandbox& sandbox);
  ~Interpreter();
  Interpreter(const Interpreter&) = delete;
  Interpreter& operator=(const Interpreter&) = delete;

  /// The trusted side (driver.py), which goes to the processor that `problem` names. `fds` are
  /// requests to write and replies to read.
  [[nodiscard]] SandboxedProcess start_driver(const std::string& problem, std::vector<int> fds,
                                              const Limits& limits, int processor) const;

  /// The untrusted side (worker.py), on a Processor. `fds` are requests to read and replies to
  /// write.
  [[nodiscard]] SandboxedProcess start_worker(std::vector<int> fds, const Limits& limits,
                                              int processor) const;

  /// A whole program, run as __main__ after `preamble`, whose failures are forgiven. One that does
  /// not compile exits with `not_compiled_status` and says why on stderr, behind
  /// `not_compiled_mark`.
  [[nodiscard]] SandboxedProcess start_program(const std::string& preamble,
                                               const std::string& source, const std::string& input,
                                               const Limits& limits) const;

  /// A program of the data set that reads files: run as `checker NAME...` in a folder that holds
  /// them.
  struct File {
    std::string name;
    std::string content;
  };
  [[nodiscard]] SandboxedProcess start_checker(const std::string& source,
                                               const std::vector<File>& files,
                                               const Limits& limits) const;

  static constexpr int not_compiled_status = 97;
  static constexpr const char* not_compiled_mark = "does not compile: ";

 private:
  struct Pools;
  std::unique_ptr<Pools> pools_;
};

}  // namespace assay
