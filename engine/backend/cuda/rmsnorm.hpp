// RMSNorm on a CUDA device.
#pragma once

#include "engine/backend/cuda/queue.hpp"
#include "engine/backend/tensor.hpp"

namespace assay::cuda {

// All f32 and in device memory; shapes are the caller's to check. out may be x.

/// Each of `heads` equal parts of a row by itself: out = x / sqrt(mean(x^2) + eps) * weight.
void rmsnorm(const Queue& queue, const Tensor& x, const Tensor& weight, int heads, double eps,
             const Tensor& out);

/// residual += delta, then out = rmsnorm(residual).
void add_rmsnorm(const Queue& queue, const Tensor& residual, const Tensor& delta,
                 const Tensor& weight, double eps, const Tensor& out);

}  // namespace assay::cuda
