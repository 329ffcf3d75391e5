// Rotary positions by halves, and the way of keys and values into the cache.
#pragma once

#include "engine/backend/backend.hpp"
#include "engine/backend/cpu/thread_pool.hpp"

namespace assay::cpu {

void rope_kv(ThreadPool& pool, const RopeKv& op, const BatchRows& rows);

}  // namespace assay::cpu
