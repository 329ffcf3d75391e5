// Rotary positions by halves (Su et al. 2021, arXiv 2104.09864, in GPT-NeoX's order of pairs), and
// the way of keys and values into the cache.
#pragma once

#include "engine/backend/backend.hpp"

namespace assay::reference {

void rope_kv(const RopeKv& op, const BatchRows& rows);

}  // namespace assay::reference
