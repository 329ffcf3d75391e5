// Absorbed multi-head latent attention in fp64, one place after another.
#pragma once

#include "engine/backend/backend.hpp"

namespace assay::reference {

void mla(const MlaAttention& op, const BatchRows& rows);

}  // namespace assay::reference
