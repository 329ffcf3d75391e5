// The routed experts, one row and one slot after another.
#pragma once

#include "engine/backend/backend.hpp"

namespace assay::reference {

void experts(const Experts& op);

}  // namespace assay::reference
