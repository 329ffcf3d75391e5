// RMSNorm on the CPU: rows are shared among threads, a row is summed in 16 lanes.
#pragma once

#include "engine/backend/cpu/kernels.hpp"
#include "engine/backend/cpu/thread_pool.hpp"
#include "engine/backend/tensor.hpp"

namespace assay::cpu {

/// out[b] = x[b] / sqrt(mean(x[b]^2) + eps) * weight. x, out [B, n] f32; weight [1, n] f32.
void rmsnorm(ThreadPool& pool, const Kernels& kernels, const Tensor& x, const Tensor& weight,
             double eps, const Tensor& out);

/// Each of `heads` parts of a row by itself, in place.
void head_rmsnorm(ThreadPool& pool, const Kernels& kernels, const Tensor& x, const Tensor& weight,
                  int heads, double eps);

/// residual += delta, then out = rmsnorm(residual).
void add_rmsnorm(ThreadPool& pool, const Kernels& kernels, const Tensor& residual,
                 const Tensor& delta, const Tensor& weight, double eps, const Tensor& out);

}  // namespace assay::cpu
