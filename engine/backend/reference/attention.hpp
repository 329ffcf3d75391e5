// Softmax attention in fp64, one place after another.
#pragma once

#include "engine/backend/backend.hpp"

namespace assay::reference {

void attention(const Attention& op, const BatchRows& rows);

}  // namespace assay::reference
