// Products with a weight matrix, summed in fp64.
#pragma once

#include "engine/backend/backend.hpp"

namespace assay::reference {

void linear(const Tensor& x, const Tensor& weight, const Tensor& out);
void head_linear(const HeadLinear& op);

}  // namespace assay::reference
