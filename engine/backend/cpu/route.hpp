// The router's choice of experts.
#pragma once

#include "engine/backend/backend.hpp"
#include "engine/backend/cpu/kernels.hpp"

namespace assay::cpu {

void route(const Kernels& kernels, const Routing& op);

}  // namespace assay::cpu
