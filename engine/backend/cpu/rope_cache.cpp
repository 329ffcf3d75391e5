#include "engine/backend/cpu/rope_cache.hpp"

#include <algorithm>

namespace assay::cpu {

namespace {

/// Turns `n` / 2 pairs; `table` holds cos, sin of each. No fused operation, so that plain C++ gives
/// the same bits on every machine.
void rotate(const float* x, const float* table, float* out, std::int64_t n) {
  for (std::int64_t i = 0; i < n; i += 2) {
    const float even = x[i] * table[i] - x[i + 1] * table[i + 1];
    const float odd = x[i] * table[i + 1] + x[i + 1] * table[i];
    out[i] = even;
    out[i + 1] = odd;
  }
}

}  // namespace

void rope_cache(ThreadPool& pool, const RopeCache& op, const BatchRows& rows) {
  const std::int64_t rope = op.k_rope.columns;
  const std::int64_t lora = op.latent.columns;
  const std::int64_t head = op.q.columns / op.heads;
  pool.parallel_for(rows.size(), (op.heads + 2) * rope, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t b = begin; b < end; ++b) {
      const auto index = static_cast<std::size_t>(b);
      const auto* table = op.table.row<const float>(rows.positions[index]);
      for (std::int64_t h = 0; h < op.heads; ++h) {
        rotate(op.q.row<float>(b) + (h + 1) * head - rope, table,
               op.query.row<float>(b) + h * (lora + rope) + lora, rope);
      }
      auto* entry = op.cache.row<float>(rows.cache_row(index, rows.positions[index]));
      std::copy_n(op.latent.row<const float>(b), lora, entry);
      rotate(op.k_rope.row<float>(b), table, entry + lora, rope);
    }
  });
}

}  // namespace assay::cpu
