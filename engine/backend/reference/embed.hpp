// Rows of the embedding table.
#pragma once

#include "engine/backend/backend.hpp"

namespace assay::reference {

void embed(const Tensor& table, std::span<const std::int32_t> ids, const Tensor& x);

}  // namespace assay::reference
