// Rotary positions on a CUDA device, and the way of latents, keys and values into the cache.
#pragma once

#include "engine/backend/backend.hpp"
#include "engine/backend/cuda/queue.hpp"
#include "engine/backend/cuda/step_rows.hpp"

namespace assay::cuda {

// Shapes are the caller's to check.

void rope_cache(const Queue& queue, const RopeCache& op, const StepRows& rows);

void rope_kv(const Queue& queue, const RopeKv& op, const StepRows& rows);

}  // namespace assay::cuda
