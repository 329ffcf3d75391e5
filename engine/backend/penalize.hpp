// Penalties on one row of logits in the host's memory. A few additions and products a token, each
// rounded to fp32, so that all host backends share the one plain loop.
#pragma once

#include "engine/backend/backend.hpp"

namespace assay {

void penalize_row(const Tensor& logits, std::int64_t row, const PenaltyRule& rule);

}  // namespace assay
