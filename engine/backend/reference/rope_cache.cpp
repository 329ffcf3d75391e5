#include "engine/backend/reference/rope_cache.hpp"

#include <algorithm>

namespace assay::reference {

namespace {

void rotate(const float* x, const float* table, float* out, std::int64_t n) {
  for (std::int64_t i = 0; i < n; i += 2) {
    const double even = x[i];
    const double odd = x[i + 1];
    const double cosine = table[i];
    const double sine = table[i + 1];
    out[i] = static_cast<float>(even * cosine - odd * sine);
    out[i + 1] = static_cast<float>(even * sine + odd * cosine);
  }
}

}  // namespace

void rope_cache(const RopeCache& op, const BatchRows& rows) {
  const std::int64_t rope = op.k_rope.columns;
  const std::int64_t lora = op.latent.columns;
  const std::int64_t head = op.q.columns / op.heads;
  for (std::int64_t b = 0; b < rows.size(); ++b) {
    const auto index = static_cast<std::size_t>(b);
    const int position = rows.positions[index];
    const auto* table = op.table.row<const float>(position);
    for (std::int64_t h = 0; h < op.heads; ++h) {
      rotate(op.q.row<float>(b) + (h + 1) * head - rope, table,
             op.query.row<float>(b) + h * (lora + rope) + lora, rope);
    }
    auto* entry = op.cache.row<float>(rows.cache_row(index, position));
    std::copy_n(op.latent.row<const float>(b), lora, entry);
    rotate(op.k_rope.row<float>(b), table, entry + lora, rope);
  }
}

}  // namespace assay::reference
