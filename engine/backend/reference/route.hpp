// The router's choice of experts, by sorting.
#pragma once

#include "engine/backend/backend.hpp"

namespace assay::reference {

void route(const Routing& op);

}  // namespace assay::reference
