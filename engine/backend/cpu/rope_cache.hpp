// Rotary positions, and the latent's way into the cache.
#pragma once

#include "engine/backend/backend.hpp"
#include "engine/backend/cpu/thread_pool.hpp"

namespace assay::cpu {

void rope_cache(ThreadPool& pool, const RopeCache& op, const BatchRows& rows);

}  // namespace assay::cpu
