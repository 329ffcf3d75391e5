#include "engine/backend/cpu/embed.hpp"

#include <algorithm>

#include "engine/backend/host_memory.hpp"

namespace assay::cpu {

void embed(const Tensor& table, std::span<const std::int32_t> ids, const Tensor& x) {
  for (std::int64_t b = 0; b < x.rows; ++b) {
    const std::int32_t id = ids[static_cast<std::size_t>(b)];
    if (table.type == ElementType::bf16) {
      const auto* row = table.row<const std::uint16_t>(id);
      std::transform(row, row + x.columns, x.row<float>(b), widen_bf16);
    } else {
      std::copy_n(table.row<const float>(id), x.columns, x.row<float>(b));
    }
  }
}

}  // namespace assay::cpu
