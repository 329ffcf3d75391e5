// Which instruction sets this machine has, and the kernels for them.
#pragma once

#include <vector>

#include "engine/backend/cpu/kernels.hpp"

namespace assay::cpu {

[[nodiscard]] const Kernels& scalar_kernels();
#if defined(__x86_64__)
[[nodiscard]] const Kernels& avx2_kernels();
[[nodiscard]] const Kernels& avx512_kernels();
#endif

/// Those that run here, the fastest first; never empty.
[[nodiscard]] std::vector<const Kernels*> available_kernels();

}  // namespace assay::cpu
