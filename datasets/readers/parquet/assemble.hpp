// Rows out of columns: what Dremel's levels say about nulls, lists and structures.
// Source: Melnik et al. 2010, "Dremel: Interactive Analysis of Web-Scale Datasets", section 4.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "datasets/readers/parquet/column.hpp"
#include "datasets/readers/parquet/schema.hpp"

namespace assay::parquet {

/// Objects under the schema's names; a list is an array, a map an array of objects with its keys
/// and values. `columns` are those of `root`'s leaves, in their order. Throws Fault where they
/// contradict each other, or do not make `rows` rows.
[[nodiscard]] std::vector<nlohmann::json> assemble(const Node& root, std::vector<Column> columns,
                                                   std::int64_t rows);

}  // namespace assay::parquet
