#include "engine/backend/reference/embed.hpp"

#include "engine/backend/reference/element.hpp"

namespace assay::reference {

void embed(const Tensor& table, std::span<const std::int32_t> ids, const Tensor& x) {
  for (std::int64_t b = 0; b < x.rows; ++b) {
    for (std::int64_t i = 0; i < x.columns; ++i) {
      x.row<float>(b)[i] = static_cast<float>(element(table, ids[static_cast<std::size_t>(b)], i));
    }
  }
}

}  // namespace assay::reference
