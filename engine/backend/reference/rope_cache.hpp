// Rotary positions (Su et al. 2021, arXiv 2104.09864), and the latent's way into the cache.
#pragma once

#include "engine/backend/backend.hpp"

namespace assay::reference {

void rope_cache(const RopeCache& op, const BatchRows& rows);

}  // namespace assay::reference
