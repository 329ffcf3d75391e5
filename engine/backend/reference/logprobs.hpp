// Log-probabilities in fp64, by sorting.
#pragma once

#include "engine/backend/backend.hpp"

namespace assay::reference {

[[nodiscard]] Logprobs logprobs(const float* logits, int vocabulary, std::int32_t id, int top);

}  // namespace assay::reference
