// Warm interpreters that become programs by forking, for when a fresh interpreter for each program
// is too slow.
//
// Theory of operation. A zygote is Python in a sandbox of its own (own namespaces, /tmp and, where
// assay is root, user) that has loaded a trusted source. It never executes a byte of a program: for
// each it forks, and the child sets its limits, closes everything that was not given to it and
// loads the filter that makes it one process, before it calls the named function of that source.
// The zygote waits for it and tells the kernel's account. One program at a time; what a program
// changes dies with its process, except for /tmp: who touched that costs the zygote its life. A
// program cannot reach its zygote: it is process 1 of their namespace, there is no /proc, and the
// filter refuses every call that names another process. When assay ends, however, its zygotes'
// sockets close, and they and their children end.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "graders/sandbox/sandbox.hpp"

namespace assay {

/// A zygote's child that nobody watches yet, and what it writes.
struct StartedZygoteProgram {
  std::unique_ptr<StartedProgram> program;
  FileDescriptor output;
  FileDescriptor errors;  ///< not open where they are merged
};

class ZygotePool {
 public:
  /// `source` is trusted Python; its functions are the entries. It sees the name "zygote" as
  /// __name__. `sandbox` outlives the pool.
  ZygotePool(const Sandbox& sandbox, std::string source);
  ~ZygotePool();
  ZygotePool(const ZygotePool&) = delete;
  ZygotePool& operator=(const ZygotePool&) = delete;

  /// Calls the function `entry` with `command.argv`, all as text, in a fresh process. A return is
  /// exit code 0; SystemExit and other exceptions count as in a script. The built-in entry
  /// "execute" takes a descriptor's number and an argv, and becomes the program in that file, e.g.
  /// {"3", "a"}. Of `command`, binds, environment and may_start_processes are refused here with
  /// UsageError. Thread-safe. Throws InfrastructureError.
  [[nodiscard]] SandboxedProcess start(std::string_view entry, const Command& command,
                                       const Limits& limits);

  /// The same for resident.hpp, which watches one program more than once.
  [[nodiscard]] StartedZygoteProgram launch(std::string_view entry, const Command& command,
                                            const Limits& limits);

  [[nodiscard]] Outcome run(std::string_view entry, const Command& command, const Limits& limits);

  /// Zygotes waiting for a program.
  [[nodiscard]] std::size_t idle() const;

 private:
  class Zygote;
  class Program;
  struct State;

  const Sandbox& sandbox_;
  std::string source_;
  std::shared_ptr<State> state_;
};

}  // namespace assay
