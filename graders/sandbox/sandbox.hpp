// Runs untrusted programs. Knows no grader.
//
// Theory of operation. assay > bubblewrap (sets up namespaces) > prlimit (sets limits) > program.
// The program is pid 1 of its own pid namespace, owns nothing, sees the interpreter and its
// libraries read-only and a small /tmp, has no /proc, no network, and only the descriptors that it
// was given. Seccomp keeps it one process, so per-process limits hold for the whole. CPU time is
// the kernel's count; wall time, output and the end of a program are watched from outside.
// Does not protect against flaws of the kernel.
#pragma once

#include <linux/filter.h>
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "graders/sandbox/file_descriptor.hpp"

namespace assay {

/// namespaces: all of the above. process: limits, seccomp and an own user, which only root can
/// give, but the machine's files are visible: for a host that is itself a throw-away container.
enum class Isolation { namespaces, process };

struct Limits {
  double cpu_s = 3;    ///< enforced in whole seconds, rounded up; Outcome::cpu_ms is exact
  double wall_s = 15;  ///< up to a minute more for a program that waits for a processor
  std::uint64_t memory_bytes = 1ULL << 30;    ///< address space
  std::uint64_t scratch_bytes = 16ULL << 20;  ///< of /tmp, and of any one file
  std::uint64_t output_bytes = 1ULL << 20;    ///< of stdout and stderr together
  int threads = 64;
  int open_files = 64;
};

struct Command {
  std::vector<std::string> argv;  ///< argv[0] is an absolute path
  std::string input;              ///< its stdin, complete
  std::vector<int> fds;           ///< given as 3, 4, ...; the caller closes its own ends
};

enum class Ending {
  exited,     ///< by itself, with exit_code
  signalled,  ///< by a signal that we did not send
  cpu_limit,
  wall_limit,
  output_limit,
  stopped,  ///< by us, no longer needed
};

struct Outcome {
  Ending ending = Ending::exited;
  int exit_code = 0;
  int signal = 0;
  std::string output;  ///< stdout and stderr as they came, the first 64 KiB
  double cpu_ms = 0;
  double rss_bytes = 0;  ///< peak memory of a program that we stopped; 0 where not known
};

class SandboxedProcess;

class Sandbox {
 public:
  /// Finds the tools. Throws InfrastructureError with the remedy if one is missing, or if
  /// `process` is asked for without the right to change the user.
  explicit Sandbox(Isolation isolation);

  /// Throws InfrastructureError.
  [[nodiscard]] SandboxedProcess start(const Command& command, const Limits& limits) const;

  [[nodiscard]] Outcome run(const Command& command, const Limits& limits) const;

  [[nodiscard]] Isolation isolation() const noexcept { return isolation_; }

 private:
  [[nodiscard]] std::vector<std::string> confined(const Command& command, const Limits& limits,
                                                  std::size_t fds) const;

  Isolation isolation_;
  std::string bwrap_;
  std::string prlimit_;
  std::vector<sock_filter> filter_;
  bool change_user_ = false;
};

/// A program under way. Ends with the object at the latest.
class SandboxedProcess {
 public:
  SandboxedProcess(pid_t pid, const Limits& limits, FileDescriptor output, FileDescriptor info);
  ~SandboxedProcess();
  SandboxedProcess(SandboxedProcess&& other) noexcept;
  SandboxedProcess& operator=(SandboxedProcess&&) = delete;
  SandboxedProcess(const SandboxedProcess&) = delete;
  SandboxedProcess& operator=(const SandboxedProcess&) = delete;

  [[nodiscard]] bool alive() const noexcept { return !ended_; }
  /// Complete once the program has ended.
  [[nodiscard]] const Outcome& outcome() const noexcept { return outcome_; }

 private:
  friend const Outcome& wait_for_first(std::vector<SandboxedProcess>& group);
  friend void finish(std::vector<SandboxedProcess>& group, double linger_s);

  static void step(std::vector<SandboxedProcess>& group);
  void check_deadline();
  void allow(double linger_s);
  void read_output();
  void stop(Ending why);
  void kill_all() noexcept;
  [[nodiscard]] pid_t program() noexcept;
  void reap();
  [[nodiscard]] double seconds_left() const;

  pid_t pid_ = -1;
  Limits limits_;
  FileDescriptor output_;
  FileDescriptor info_;
  FileDescriptor pidfd_;
  pid_t program_ = -1;
  int extensions_ = 0;
  double deadline_ = 0;
  Ending at_deadline_ = Ending::wall_limit;
  std::uint64_t output_seen_ = 0;
  bool stopped_ = false;
  bool ended_ = false;
  Outcome outcome_;
};

/// Waits until the first of `group` has ended, and enforces the limits of all meanwhile.
const Outcome& wait_for_first(std::vector<SandboxedProcess>& group);

/// Gives what is left of `group` up to `linger_s` to end by itself, then stops it.
void finish(std::vector<SandboxedProcess>& group, double linger_s);

}  // namespace assay
