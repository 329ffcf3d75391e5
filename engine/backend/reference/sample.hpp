// One token from each row of logits, by sorting all of them.
#pragma once

#include "engine/backend/backend.hpp"

namespace assay::reference {

void sample(const Tensor& logits, std::span<const SampleRule> rules, std::span<std::int32_t> ids);

}  // namespace assay::reference
