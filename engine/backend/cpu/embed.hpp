// Rows of the embedding table.
#pragma once

#include <span>

#include "engine/backend/tensor.hpp"

namespace assay::cpu {

void embed(const Tensor& table, std::span<const std::int32_t> ids, const Tensor& x);

}  // namespace assay::cpu
