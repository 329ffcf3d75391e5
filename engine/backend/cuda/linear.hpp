// Products of rows with a weight matrix on a CUDA device.
#pragma once

#include "engine/backend/backend.hpp"
#include "engine/backend/cuda/queue.hpp"

namespace assay::cuda {

/// Shapes are the caller's to check. A plain product is one of one head.
void head_linear(const Queue& queue, const HeadLinear& op);

}  // namespace assay::cuda
