#include "engine/backend/cpu/embed.hpp"

#include <algorithm>

#include "engine/backend/host_memory.hpp"
#include "engine/backend/weight_blocks.hpp"

namespace assay::cpu {

namespace {

template <typename Block>
void widen_blocks(const Block* row, std::int64_t n, float* out) {
  for (std::int64_t i = 0; i < n; ++i) {
    out[i] = value_of(row[i / weight_block], static_cast<std::size_t>(i % weight_block));
  }
}

}  // namespace

void embed(const Tensor& table, std::span<const std::int32_t> ids, const Tensor& x) {
  for (std::int64_t b = 0; b < x.rows; ++b) {
    const std::int32_t id = ids[static_cast<std::size_t>(b)];
    auto* out = x.row<float>(b);
    switch (table.type) {
      case ElementType::bf16: {
        const auto* row = table.row<const std::uint16_t>(id);
        std::transform(row, row + x.columns, out, widen_bf16);
        break;
      }
      case ElementType::q8:
        widen_blocks(table.row<const BlockQ8>(id), x.columns, out);
        break;
      case ElementType::q4:
        widen_blocks(table.row<const BlockQ4>(id), x.columns, out);
        break;
      case ElementType::f32:
      case ElementType::i32:
        std::copy_n(table.row<const float>(id), x.columns, out);
        break;
    }
  }
}

}  // namespace assay::cpu
