// The system calls that a sandboxed program may make.
//
// An allow-list: files, memory, threads, time, polling, and talking to itself. What is not on it
// fails with EPERM, and with ENOSYS where it is newer than this list, so that libc falls back. Most
// of the kernel's attack surface (namespaces, mounts, tracing, keys, BPF, modules) ends
// the program. Of calls that name a process, only those on the program itself pass.
#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <vector>

namespace assay {

enum class SeccompRole {
  program,       ///< one process, so that limits for each process are limits of the whole
  compiler,      ///< may fork and execute
  zygote,        ///< ours; may also fork, and confine its children further
  zygote_child,  ///< what turns `zygote` into `program`, small since each child loads it
};

/// Stands in `zygote_child` where each child puts its own process id, which it may signal (abort).
inline constexpr std::uint32_t own_pid_placeholder = 0x7abcdef1;

/// The compiled filter for this machine. Throws InfrastructureError.
[[nodiscard]] std::vector<sock_filter> compile_seccomp_filter(SeccompRole role);

}  // namespace assay
