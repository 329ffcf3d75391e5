// RMSNorm on a CUDA device.
#pragma once

#include <cuda_runtime_api.h>

#include "engine/backend/tensor.hpp"

namespace assay::cuda {

/// out[b] = x[b] / sqrt(mean(x[b]^2) + eps) * weight, queued on `stream`. All in device memory:
/// x [B, n] f32 or bf16; weight [1, n] f32; out [B, n] f32, may be x. `layer` is for messages.
/// Throws ShapeError if they do not fit together, InfrastructureError if the launch fails.
void rmsnorm(const Tensor& x, const Tensor& weight, double eps, const Tensor& out, int layer,
             cudaStream_t stream);

}  // namespace assay::cuda
