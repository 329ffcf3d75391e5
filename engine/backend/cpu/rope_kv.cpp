#include "engine/backend/cpu/rope_kv.hpp"

#include <algorithm>

namespace assay::cpu {

namespace {

/// One head; out may be x. No fused operation, so that plain C++ gives the same bits everywhere.
void rotate(const float* x, const float* table, float* out, std::int64_t n) {
  for (std::int64_t i = 0; i < n / 2; ++i) {
    const float cosine = table[2 * i];
    const float sine = table[2 * i + 1];
    const float first = x[i] * cosine - x[n / 2 + i] * sine;
    const float second = x[i] * sine + x[n / 2 + i] * cosine;
    out[i] = first;
    out[n / 2 + i] = second;
  }
}

}  // namespace

void rope_kv(ThreadPool& pool, const RopeKv& op, const BatchRows& rows) {
  const std::int64_t n = op.table.columns;
  const std::int64_t cost = (op.heads + 2 * op.kv_heads) * n;
  pool.parallel_for(rows.size(), cost, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t b = begin; b < end; ++b) {
      const auto index = static_cast<std::size_t>(b);
      const auto* table = op.table.row<const float>(rows.positions[index]);
      for (std::int64_t h = 0; h < op.heads; ++h) {
        auto* head = op.q.row<float>(b) + h * n;
        rotate(head, table, head, n);
      }
      auto* entry = op.cache.row<float>(rows.cache_row(index, rows.positions[index]));
      for (std::int64_t h = 0; h < op.kv_heads; ++h) {
        rotate(op.k.row<const float>(b) + h * n, table, entry + h * n, n);
      }
      std::copy_n(op.v.row<const float>(b), op.v.columns, entry + op.kv_heads * n);
    }
  });
}

}  // namespace assay::cpu
