// A bias on every row.
#pragma once

#include "engine/backend/cpu/kernels.hpp"
#include "engine/backend/cpu/thread_pool.hpp"
#include "engine/backend/tensor.hpp"

namespace assay::cpu {

void add_bias(ThreadPool& pool, const Kernels& kernels, const Tensor& x, const Tensor& bias);

}  // namespace assay::cpu
