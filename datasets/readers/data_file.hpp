// Data files whatever their format and compression: the one place where either is chosen.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/readers/rows.hpp"

namespace assay {

enum class DataFormat { jsonl, json, csv, parquet };

/// The rows of a file's bytes. They are decompressed first where the file's name ends in .gz or
/// .zst. In JSON they may be the list `member` of one object. Throws DataError with the place, also
/// for text that is not UTF-8.
[[nodiscard]] std::vector<Row> parse_data(std::string_view bytes, DataFormat format,
                                          const std::string& file, const std::string& member = {});

/// By the name without .gz or .zst: .csv and .parquet; else by content, an array of objects or JSON
/// Lines. Throws UsageError if the file cannot be read, DataError as above.
[[nodiscard]] std::vector<Row> read_data(const std::filesystem::path& path);

}  // namespace assay
