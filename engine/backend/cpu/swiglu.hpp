// The gate of a feed-forward layer.
#pragma once

#include "engine/backend/cpu/kernels.hpp"
#include "engine/backend/cpu/thread_pool.hpp"
#include "engine/backend/rules.hpp"
#include "engine/backend/tensor.hpp"

namespace assay::cpu {

void swiglu(ThreadPool& pool, const Kernels& kernels, const Tensor& gate_up, const GateRule& gate,
            const Tensor& out);

}  // namespace assay::cpu
