// The limit of this machine, measured: a percentage of a data sheet's number would flatter or
// slander, since memory clocks, virtual machines and neighbours differ.
#pragma once

#include <string>

namespace assay::bench {

/// Bytes a second that `threads` threads of the CPU backend read, with its vectors and from its
/// memory, of a buffer far above the last-level cache: the best of several passes.
[[nodiscard]] double measured_read_bandwidth(int threads);

/// Floating-point operations a second of `threads` threads that do nothing but independent fp32
/// fused multiply-adds of the widest vectors the CPU backend uses here: the best of several passes.
[[nodiscard]] double measured_fma_rate(int threads);

/// The processor's name as the kernel has it, and how many threads it runs.
[[nodiscard]] std::string machine_name();

}  // namespace assay::bench
