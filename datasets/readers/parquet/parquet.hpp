// Parquet files as they are published: flat and nested columns, PLAIN, dictionary and RLE
// encodings, data pages of both versions, uncompressed or with snappy, gzip or zstd. Theory of
// operation. The footer at the file's end names a tree of fields (schema) and, for each group of
// rows and each leaf of the tree, the chunk of pages that holds its column (column). A page is
// decompressed (codec), and gives values (values) and two levels an entry (runs), from which rows
// are put together (assemble). Nothing in the file is believed: every read is bounded by the bytes
// that are there (cursor), every count by the file's size (budget).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "datasets/readers/rows.hpp"

namespace assay {

/// Rows know their place as "file: row 12", from 0. JSON values are as values.hpp and assemble.hpp
/// say. Throws DataError "file: what", with the column where it is one's: damaged and encrypted
/// files. Columns in encodings, compression or types that are not read here are left out, and why
/// stands in Row::unreadable; a file of nothing else is refused, with the remedy.
[[nodiscard]] std::vector<Row> parse_parquet(std::string_view bytes, const std::string& file);

}  // namespace assay
