// Absorbed multi-head latent attention: threads share the rows of the step, and a row walks the
// pages of its own sequence from place 0.
#pragma once

#include "engine/backend/backend.hpp"
#include "engine/backend/cpu/kernels.hpp"
#include "engine/backend/cpu/thread_pool.hpp"

namespace assay::cpu {

void mla(ThreadPool& pool, const Kernels& kernels, const MlaAttention& op, const BatchRows& rows);

}  // namespace assay::cpu
