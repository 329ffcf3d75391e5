// Rows of a data file, each knowing where it stands, whatever the format.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

struct Row {
  nlohmann::json object;   ///< always a JSON object
  std::string text;        ///< as written, where `object` may have lost something: json_text.hpp
  std::string where;       ///< for messages: "file:line", "file: item 3" or "file: row 3", from 0
  std::string file{};      ///< its file's name without extensions: {file} of a suite's formats
  std::size_t number = 0;  ///< from 0 within its file: {row}
  /// Fields that the file has but that are not in `object`, and why. May be null.
  std::shared_ptr<const std::map<std::string, std::string>> unreadable{};
  /// Where the suite names a field, "file:line"; for messages. May be null.
  std::shared_ptr<const std::map<std::string, std::string>> named_at{};
};

/// JSON Lines: one object a line; lines that hold only blanks are left out. Throws DataError
/// "file:line: what".
[[nodiscard]] std::vector<Row> parse_jsonl(std::string_view bytes, const std::string& file);

/// One JSON array of objects; where `member` is not empty, the array of that name within one
/// object. Throws DataError with file and line or item.
[[nodiscard]] std::vector<Row> parse_json_array(std::string_view bytes, const std::string& file,
                                                const std::string& member = {});

}  // namespace assay
