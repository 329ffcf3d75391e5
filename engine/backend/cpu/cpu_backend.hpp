// The CPU backend: operators that share threads and one instruction set's kernels.
#pragma once

#include <memory>

#include "engine/backend/backend.hpp"
#include "engine/backend/cpu/kernels.hpp"

namespace assay::cpu {

/// `threads` at least 1. `kernels`: nullptr for the fastest that runs here; the choice changes
/// speed and no bit.
[[nodiscard]] std::unique_ptr<Backend> make_backend(int threads, const Kernels* kernels = nullptr);

}  // namespace assay::cpu
