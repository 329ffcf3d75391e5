// Softmax attention: threads share the rows of the step and blocks of their heads; each walks the
// pages of its row's sequence from the first place that the row sees.
#pragma once

#include "engine/backend/backend.hpp"
#include "engine/backend/cpu/kernels.hpp"
#include "engine/backend/cpu/thread_pool.hpp"

namespace assay::cpu {

void attention(ThreadPool& pool, const Kernels& kernels, const Attention& op,
               const BatchRows& rows);

}  // namespace assay::cpu
