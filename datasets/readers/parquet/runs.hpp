// Small integers as Parquet packs them: runs of equal ones, and groups of eight bit-packed ones.
// Source: parquet-format, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid".
#pragma once

#include <cstdint>
#include <vector>

#include "datasets/readers/parquet/cursor.hpp"

namespace assay::parquet {

/// `count` integers of `width` bits, at most 32. `count` must have been checked against a budget,
/// since a run takes a few bytes whatever its length. Throws Fault if the bytes end before.
[[nodiscard]] std::vector<std::uint32_t> read_runs(Cursor& cursor, unsigned width,
                                                   std::uint64_t count);

}  // namespace assay::parquet
