// Rows with short sequences of their own: row r stands at place 3 r + 2 of four pages.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/backend/backend.hpp"

namespace assay::test {

struct ShortSequences {
  explicit ShortSequences(std::span<const int> chosen) : ids(chosen.size(), 0) {
    for (std::size_t b = 0; b < chosen.size(); ++b) {
      positions.push_back(3 * chosen[b] + 2);
      const auto first = static_cast<std::int32_t>(4 * b);
      tables.push_back({first + 3, first + 1, first, first + 2});
    }
    for (const auto& pages_of_row : tables) {
      pages.emplace_back(pages_of_row);
    }
  }

  [[nodiscard]] BatchRows rows() const { return {ids, positions, pages}; }

  /// Each row of `tensor`, and behind it the cache row at its place.
  [[nodiscard]] std::vector<float> with_entries(const Tensor& tensor, const Tensor& cache) const {
    std::vector<float> out;
    for (std::size_t b = 0; b < ids.size(); ++b) {
      const auto* row = tensor.row<float>(static_cast<std::int64_t>(b));
      out.insert(out.end(), row, row + tensor.columns);
      const auto* entry = cache.row<float>(rows().cache_row(b, positions[b]));
      out.insert(out.end(), entry, entry + cache.columns);
    }
    return out;
  }

  std::vector<std::int32_t> ids;
  std::vector<std::int32_t> positions;
  std::vector<std::vector<std::int32_t>> tables;
  std::vector<std::span<const std::int32_t>> pages;
};

}  // namespace assay::test
