// The routed experts of a layer on a CUDA device.
#pragma once

#include "engine/backend/backend.hpp"
#include "engine/backend/cuda/device_memory.hpp"
#include "engine/backend/cuda/queue.hpp"

namespace assay::cuda {

/// Which places, (row, slot) pairs numbered row * k + slot, an expert has is counted and listed on
/// the device, so nothing waits for the host. Shapes are the caller's to check.
void experts(const Queue& queue, const Experts& op, Scratch& scratch);

}  // namespace assay::cuda
