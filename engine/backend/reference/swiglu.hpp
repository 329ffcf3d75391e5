// The gate of a feed-forward layer: Shazeer 2020, arXiv 2002.05202.
#pragma once

#include "engine/backend/backend.hpp"

namespace assay::reference {

void swiglu(const Tensor& gate_up, const GateRule& gate, const Tensor& out);

}  // namespace assay::reference
