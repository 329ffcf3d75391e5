// The values of a column as JSON.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "datasets/readers/parquet/cursor.hpp"
#include "datasets/readers/parquet/schema.hpp"

namespace assay::parquet {

/// `count` values in the encoding PLAIN. Booleans, integers and floating point numbers become
/// JSON's (a float32 the number of its shortest decimal form); byte arrays become texts and must be
/// UTF-8; decimals become texts of all their digits ("-1.50"), dates "2024-05-31", timestamps
/// "2024-05-31T23:59:59" with a fraction where there is one and a Z where they are in UTC. Throws
/// Fault if the bytes end before, or a value has no place in JSON.
[[nodiscard]] std::vector<nlohmann::json> read_plain(Cursor& cursor, const Node& leaf,
                                                     std::uint64_t count);

}  // namespace assay::parquet
