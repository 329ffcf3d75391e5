// Attention on a CUDA device, latent and grouped-query, prompt and completion alike.
#pragma once

#include "engine/backend/backend.hpp"
#include "engine/backend/cuda/device_memory.hpp"
#include "engine/backend/cuda/queue.hpp"
#include "engine/backend/cuda/step_rows.hpp"

namespace assay::cuda {

/// Shapes are the caller's to check.
void attention(const Queue& queue, const Attention& op, const StepRows& rows, Scratch& scratch);

}  // namespace assay::cuda
