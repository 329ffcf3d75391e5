// RMSNorm in fp64: Zhang and Sennrich 2019, arXiv 1910.07467.
#pragma once

#include "engine/backend/tensor.hpp"

namespace assay::reference {

/// out[b] = x[b] / sqrt(mean(x[b]^2) + eps) * weight. x, out [B, n] f32; weight [1, n] f32.
void rmsnorm(const Tensor& x, const Tensor& weight, double eps, const Tensor& out);

/// Each of `heads` parts of a row by itself, in place.
void head_rmsnorm(const Tensor& x, const Tensor& weight, int heads, double eps);

/// residual += delta (rounded to fp32), then out = rmsnorm(residual).
void add_rmsnorm(const Tensor& residual, const Tensor& delta, const Tensor& weight, double eps,
                 const Tensor& out);

}  // namespace assay::reference
