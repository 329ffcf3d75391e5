// Runs untrusted programs. Knows no grader.
//
// Theory of operation. assay > bubblewrap (sets up namespaces) > prlimit (sets limits) > program.
// The program is pid 1 of its own pid namespace, owns nothing, sees the interpreter and its
// libraries read-only and a small /tmp, has no /proc, no network, and only the descriptors that it
// was given. Seccomp keeps it one process, so per-process limits hold for the whole; a compiler's
// tree is held by a cgroup where one can be made. CPU time is the kernel's count; wall time, output
// and the end of a program are watched from outside (supervise.hpp). A fresh interpreter for each
// program is slow: zygote.hpp. Does not protect against flaws of the kernel.
#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "graders/sandbox/launched.hpp"
#include "graders/sandbox/seccomp.hpp"
#include "graders/sandbox/supervise.hpp"

namespace assay {

/// namespaces: all of the above. process: limits, seccomp and an own user, which only root can
/// give, but the machine's files are visible: for a host that is itself a throw-away container.
enum class Isolation { namespaces, process };

/// Limits of memory, processes and CPU time of a program and its descendants together.
enum class Cgroups { where_possible, required };

/// A file or directory of the host that the program sees. Where assay is root, a directory (and a
/// writable one's content) must be open to everybody; a file that is not is shown as a copy.
struct Bind {
  std::string host;
  std::string inside;  ///< absolute
  bool writable = false;
  int fd = -1;  ///< or an open file, shown as a copy, in place of `host`
};

struct Command {
  std::vector<std::string> argv;  ///< argv[0] is an absolute path; shown inside, with the libraries
  std::string input;              ///< its stdin, complete
  std::vector<int> fds;           ///< given as 3, 4, ...; the caller closes its own ends
  std::vector<Bind> binds = {};
  std::vector<std::string> environment = {};  ///< NAME=value, besides the sandbox's own
  /// For compilers: fork and exec work, everything else stays refused. CPU time and memory are then
  /// limited for each process and, where cgroups can be written, for the tree.
  bool may_start_processes = false;
  bool merge_errors = true;  ///< stderr comes in Outcome::output, in order; else in Outcome::errors
  int processor = -1;        ///< of a zygote's program: to run on; -1: any
};

/// A program that nobody watches yet, and what it writes.
struct Launched {
  std::unique_ptr<LaunchedProgram> program;
  FileDescriptor output;
  FileDescriptor errors;
};

class Sandbox {
 public:
  /// Finds the tools. Throws InfrastructureError with the remedy if one is missing, or if
  /// `process` is asked for without the right to change the user, or cgroups are required and
  /// cannot be had.
  explicit Sandbox(Isolation isolation, Cgroups use = Cgroups::where_possible);

  /// Throws InfrastructureError.
  [[nodiscard]] SandboxedProcess start(const Command& command, const Limits& limits) const;

  [[nodiscard]] Outcome run(const Command& command, const Limits& limits) const;

  /// For zygote.hpp, whose role has no limits of its own but of /tmp, and does not end with the
  /// thread that started it.
  [[nodiscard]] Launched launch(const Command& command, const Limits& limits,
                                SeccompRole role) const;

  [[nodiscard]] const CgroupRoot& cgroups() const noexcept { return cgroups_; }
  [[nodiscard]] Isolation isolation() const noexcept { return isolation_; }

 private:
  struct Launch;
  void unshare(Launch& launch, const Command& command, const Limits& limits,
               SeccompRole role) const;
  [[nodiscard]] const std::vector<sock_filter>& filter(SeccompRole role) const;

  Isolation isolation_;
  std::string bwrap_;
  std::string prlimit_;
  std::vector<sock_filter> program_filter_;
  std::vector<sock_filter> compiler_filter_;
  std::vector<sock_filter> zygote_filter_;
  CgroupRoot cgroups_;
  bool change_user_ = false;
};

/// What the cgroup of a program with `limits` may use.
[[nodiscard]] std::uint64_t group_memory_bytes(const Limits& limits);

}  // namespace assay
