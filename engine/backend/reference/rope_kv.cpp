#include "engine/backend/reference/rope_kv.hpp"

#include <algorithm>

namespace assay::reference {

namespace {

/// One head; out may be x.
void rotate(const float* x, const float* table, float* out, std::int64_t n) {
  for (std::int64_t i = 0; i < n / 2; ++i) {
    const double first = x[i];
    const double second = x[n / 2 + i];
    const double cosine = table[2 * i];
    const double sine = table[2 * i + 1];
    out[i] = static_cast<float>(first * cosine - second * sine);
    out[n / 2 + i] = static_cast<float>(first * sine + second * cosine);
  }
}

}  // namespace

void rope_kv(const RopeKv& op, const BatchRows& rows) {
  const std::int64_t n = op.table.columns;
  for (std::int64_t b = 0; b < rows.size(); ++b) {
    const auto index = static_cast<std::size_t>(b);
    const int position = rows.positions[index];
    const auto* table = op.table.row<const float>(position);
    for (std::int64_t h = 0; h < op.heads; ++h) {
      auto* head = op.q.row<float>(b) + h * n;
      rotate(head, table, head, n);
    }
    auto* entry = op.cache.row<float>(rows.cache_row(index, position));
    for (std::int64_t h = 0; h < op.kv_heads; ++h) {
      rotate(op.k.row<const float>(b) + h * n, table, entry + h * n, n);
    }
    std::copy_n(op.v.row<const float>(b), op.v.columns, entry + op.kv_heads * n);
  }
}

}  // namespace assay::reference
