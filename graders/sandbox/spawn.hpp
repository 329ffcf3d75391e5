// Starts a program without copying the page tables of a process that holds a large model: the
// child shares memory until it executes (clone with CLONE_VM and CLONE_VFORK).
#pragma once

#include <linux/filter.h>
#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace assay {

struct SpawnRequest {
  std::vector<std::string> argv;         ///< argv[0] is an absolute path
  std::vector<std::string> environment;  ///< NAME=value: all that the program gets
  std::vector<int> fds;                  ///< become 0, 1, 2, ...; every other descriptor is closed
  std::optional<unsigned> uid;           ///< become this user and group first, without others
  std::vector<int> cgroups;              ///< open cgroup.procs files, joined first
  /// Applied just before executing, with no_new_privs.
  const std::vector<sock_filter>* filter = nullptr;
};

/// The child's process id. Throws InfrastructureError that names the step that failed.
[[nodiscard]] pid_t spawn(const SpawnRequest& request);

}  // namespace assay
