// One token from each row of logits, and log-probabilities, on a CUDA device.
#pragma once

#include <span>

#include "engine/backend/backend.hpp"
#include "engine/backend/cuda/device_memory.hpp"
#include "engine/backend/cuda/queue.hpp"
#include "engine/backend/cuda/transfer.hpp"

namespace assay::cuda {

// Shapes are the caller's to check. Both wait for the device.

/// Throws InfrastructureError if a logit is not finite.
void sample(const Queue& queue, const Tensor& logits, std::span<const SampleRule> rules,
            std::span<std::int32_t> ids, Scratch& scratch, Transfer& transfer);

[[nodiscard]] Logprobs logprobs(const Queue& queue, const Tensor& logits, std::int64_t row,
                                int vocabulary, std::int32_t id, int top, Scratch& scratch,
                                Transfer& transfer);

}  // namespace assay::cuda
