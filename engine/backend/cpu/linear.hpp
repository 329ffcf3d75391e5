// Products with a weight matrix. Threads share the weight's rows; every output is its own sum in
// 16 lanes, so neither batch nor tiling nor threads can change it.
#pragma once

#include "engine/backend/backend.hpp"
#include "engine/backend/cpu/kernels.hpp"
#include "engine/backend/cpu/thread_pool.hpp"

namespace assay::cpu {

void linear(ThreadPool& pool, const Kernels& kernels, const Tensor& x, const Tensor& weight,
            const Tensor& out);

void head_linear(ThreadPool& pool, const Kernels& kernels, const HeadLinear& op);

}  // namespace assay::cpu
