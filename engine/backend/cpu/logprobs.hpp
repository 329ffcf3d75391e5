// Log-probabilities of one row: the sum of exponentials runs in 16 lanes, the logarithm is our own,
// so that every machine gives the same bits.
#pragma once

#include "engine/backend/backend.hpp"
#include "engine/backend/cpu/kernels.hpp"

namespace assay::cpu {

[[nodiscard]] Logprobs logprobs(const Kernels& kernels, const float* logits, int vocabulary,
                                std::int32_t id, int top);

}  // namespace assay::cpu
