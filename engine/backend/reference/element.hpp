// One element of a matrix of any type, as fp64.
#pragma once

#include "engine/backend/host_memory.hpp"
#include "engine/backend/tensor.hpp"

namespace assay::reference {

[[nodiscard]] inline double element(const Tensor& tensor, std::int64_t row, std::int64_t column) {
  return tensor.type == ElementType::bf16
             ? double{widen_bf16(tensor.row<const std::uint16_t>(row)[column])}
             : double{tensor.row<const float>(row)[column]};
}

}  // namespace assay::reference
