// The router's choice of experts on a CUDA device.
#pragma once

#include "engine/backend/backend.hpp"
#include "engine/backend/cuda/queue.hpp"

namespace assay::cuda {

/// Throws UsageError for more experts than a kernel holds (1024). Shapes are the caller's to check.
void route(const Queue& queue, const Routing& op);

}  // namespace assay::cuda
