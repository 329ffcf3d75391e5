// One token from each row of logits.
#pragma once

#include <span>

#include "engine/backend/backend.hpp"
#include "engine/backend/cpu/kernels.hpp"
#include "engine/backend/cpu/thread_pool.hpp"

namespace assay::cpu {

void sample(ThreadPool& pool, const Kernels& kernels, const Tensor& logits,
            std::span<const SampleRule> rules, std::span<std::int32_t> ids);

}  // namespace assay::cpu
