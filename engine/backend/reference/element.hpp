// One element of a matrix of any type, as fp64.
#pragma once

#include "engine/backend/host_memory.hpp"
#include "engine/backend/tensor.hpp"
#include "engine/backend/weight_blocks.hpp"

namespace assay::reference {

[[nodiscard]] inline double element(const Tensor& tensor, std::int64_t row, std::int64_t column) {
  const auto block = column / weight_block;
  const auto place = static_cast<std::size_t>(column % weight_block);
  switch (tensor.type) {
    case ElementType::bf16:
      return double{widen_bf16(tensor.row<const std::uint16_t>(row)[column])};
    case ElementType::q8:
      return double{value_of(tensor.row<const BlockQ8>(row)[block], place)};
    case ElementType::q4:
      return double{value_of(tensor.row<const BlockQ4>(row)[block], place)};
    case ElementType::f32:
    case ElementType::i32:
      break;
  }
  return double{tensor.row<const float>(row)[column]};
}

}  // namespace assay::reference
