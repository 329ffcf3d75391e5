// The system calls that a sandboxed program may not make.
//
// Most of the kernel's attack surface (namespaces, mounts, tracing, keys, BPF, io_uring, modules)
// ends the program. What ordinary code may try (a new process, a socket, a signal to another,
// shared memory that no limit counts) fails with EPERM. A program is thus always one process,
// which makes the per-process limits of CPU time and memory limits of the whole.
#pragma once

#include <linux/filter.h>

#include <vector>

namespace assay {

/// The compiled filter for this machine. Throws InfrastructureError.
[[nodiscard]] std::vector<sock_filter> compile_seccomp_filter();

}  // namespace assay
