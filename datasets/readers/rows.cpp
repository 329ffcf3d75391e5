#include "datasets/readers/rows.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "datasets/readers/json_text.hpp"
#include "engine/core/error.hpp"

namespace assay {

namespace {

using nlohmann::json;

constexpr std::string_view blanks = " \t\r";

/// Nearly all texts have no surrogates at all.
std::string mended(std::string_view text) {
  const bool suspicious =
      text.find("\\ud") != std::string_view::npos || text.find("\\uD") != std::string_view::npos;
  return suspicious ? without_lone_surrogates(text) : std::string();
}

/// 1e400: JSON allows it, and no double holds it.
[[noreturn]] void refuse_number(const std::string& where) {
  throw DataError(fmt::format("{}: a number is too large for JSON; write it as a string", where));
}

json parse_object(std::string_view line, const std::string& where) {
  json object;
  const std::string other = mended(line);
  try {
    object = json::parse(other.empty() ? line : other);
  } catch (const json::parse_error& error) {
    throw DataError(
        error.byte > line.size()
            ? fmt::format("{}: malformed JSON: the line ends too early", where)
            : fmt::format("{}: malformed JSON at column {}", where, std::max(error.byte, 1UL)));
  } catch (const json::out_of_range&) {
    refuse_number(where);
  }
  if (!object.is_object()) {
    throw DataError(
        fmt::format("{}: must be a JSON object, but is of type {}", where, object.type_name()));
  }
  return object;
}

}  // namespace

std::vector<Row> parse_jsonl(std::string_view bytes, const std::string& file) {
  std::vector<Row> rows;
  for (std::size_t number = 1; !bytes.empty(); ++number) {
    const std::size_t length = std::min(bytes.find('\n'), bytes.size());
    const std::string_view line = bytes.substr(0, length);
    bytes.remove_prefix(std::min(length + 1, bytes.size()));
    if (line.find_first_not_of(blanks) != std::string_view::npos) {
      const std::string where = fmt::format("{}:{}", file, number);
      json object = parse_object(line, where);
      rows.push_back({std::move(object), has_long_number(line) ? std::string(line) : "", where});
    }
  }
  return rows;
}

std::vector<Row> parse_json_array(std::string_view bytes, const std::string& file,
                                  const std::string& member) {
  json document;
  const std::string other = mended(bytes);
  try {
    document = json::parse(other.empty() ? bytes : other);
  } catch (const json::parse_error& error) {
    const auto end =
        bytes.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, bytes.size()));
    throw DataError(fmt::format("{}:{}: malformed JSON{}", file,
                                1 + std::count(bytes.begin(), end, '\n'),
                                error.byte > bytes.size() ? ": the file ends too early" : ""));
  } catch (const json::out_of_range&) {
    refuse_number(file);
  }
  if (!member.empty()) {
    if (!document.is_object() || !document.contains(member)) {
      throw DataError(fmt::format("{}: must be a JSON object with a list '{}'", file, member));
    }
    document = json(std::move(document.at(member)));
  }
  if (!document.is_array()) {
    throw DataError(fmt::format("{}: must be a JSON array of objects, but is of type {}", file,
                                document.type_name()));
  }
  std::vector<Row> rows;
  for (json& item : document) {
    const std::string where = fmt::format("{}: item {}", file, rows.size());
    if (!item.is_object()) {
      throw DataError(
          fmt::format("{}: must be a JSON object, but is of type {}", where, item.type_name()));
    }
    rows.push_back({std::move(item), "", where});
  }
  return rows;
}

}  // namespace assay
