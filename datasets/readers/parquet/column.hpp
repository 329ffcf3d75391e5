// One column of one row group: its pages, decoded.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "datasets/readers/parquet/budget.hpp"
#include "datasets/readers/parquet/schema.hpp"

namespace assay::parquet {

/// Levels as Dremel defines them: an entry a value, null or empty list.
struct Column {
  std::vector<std::uint32_t> definition;  ///< fields on the way that are present
  std::vector<std::uint32_t> repetition;  ///< the repeated field that goes on; 0: a new row
  std::vector<nlohmann::json> values;  ///< of the entries whose definition is the leaf's greatest
};

/// `file` is the whole file. Throws Fault for pages outside of it, encodings that are not read
/// here, checksums that do not fit, and counts that contradict each other.
[[nodiscard]] Column read_column(std::string_view file, const ColumnChunk& chunk, const Node& leaf,
                                 Budget& budget);

}  // namespace assay::parquet
