// A bias on every row.
#pragma once

#include "engine/backend/tensor.hpp"

namespace assay::reference {

void add_bias(const Tensor& x, const Tensor& bias);

}  // namespace assay::reference
