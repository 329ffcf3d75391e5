// JSON from outside: parsed strictly (a key given twice is an error), with errors that name the
// file.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace assay {

/// Throws DataError that names `source`: not JSON (with line and column), or a duplicate key.
[[nodiscard]] nlohmann::json parse_json(std::string_view text, const std::string& source);

/// As parse_json; also throws UsageError for a missing file.
[[nodiscard]] nlohmann::json read_json_file(const std::filesystem::path& path);

/// A value as it stands in the file, cut to a length that fits a message.
[[nodiscard]] std::string excerpt(const nlohmann::json& value);

}  // namespace assay
