#include "datasets/readers/row_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "datasets/edit_distance.hpp"
#include "engine/core/error.hpp"

namespace assay {

using nlohmann::json;

std::string with_unix_line_ends(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      result += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      result += '\n';
    }
  }
  return result;
}

namespace {

std::optional<long long> integer_of(const std::string& text) {
  long long number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && rest == end ? std::optional(number) : std::nullopt;
}

/// What `key` names in an object, or the item of that number of a list; null if there is none.
const json* child(const json& parent, const std::string& key) {
  if (parent.is_object()) {
    const auto found = parent.find(key);
    return found == parent.end() ? nullptr : &*found;
  }
  const bool number =
      !key.empty() && key.size() < 9 && key.find_first_not_of("0123456789") == std::string::npos;
  const bool item = parent.is_array() && number && std::stoul(key) < parent.size();
  return item ? &parent[std::stoul(key)] : nullptr;
}

const json* at_path(const json& row, const std::string& path) {
  const json* value = &row;
  for (std::size_t begin = 0; value != nullptr && begin <= path.size();) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    value = child(*value, path.substr(begin, end - begin));
    begin = end + 1;
  }
  return value;
}

}  // namespace

void RowFields::fail(const std::string& what) const {
  throw DataError(fmt::format("{}: {}", row_.where, what));
}

void RowFields::fail_at(const std::string& field, const std::string& what) const {
  if (row_.named_at != nullptr && row_.named_at->contains(field)) {
    fail(fmt::format("{} (named at {})", what, row_.named_at->at(field)));
  }
  fail(what);
}

bool RowFields::has(const std::string& field) const {
  const json* found = find(field);
  return found != nullptr && !found->is_null();
}

void RowFields::check_readable(const std::string& field) const {
  if (row_.unreadable == nullptr) {
    return;
  }
  for (const auto& [name, reason] : *row_.unreadable) {
    if (field == name || field.starts_with(name + ".")) {
      fail_at(field, reason);
    }
  }
}

const json& RowFields::get(const std::string& field) const {
  const json* found = find(field);
  if (found == nullptr) {
    std::vector<std::string> names;
    for (const auto& [name, value] : row_.object.items()) {
      names.push_back(name);
    }
    fail_at(field, fmt::format("missing field '{}'{}", field, did_you_mean(field, names)));
  }
  return *found;
}

const json* RowFields::find(const std::string& field) const {
  check_readable(field);
  const auto whole = row_.object.find(field);
  return whole != row_.object.end() ? &*whole : at_path(row_.object, field);
}

std::string RowFields::text(const std::string& field) const {
  const json& value = get(field);
  if (value.is_number()) {
    return value.dump();
  }
  if (!value.is_string()) {
    fail_at(field,
            fmt::format("field '{}' must be a text, but is of type {}", field, value.type_name()));
  }
  return with_unix_line_ends(value.get_ref<const std::string&>());
}

std::string RowFields::text_or(const std::string& field, const std::string& otherwise) const {
  return has(field) ? text(field) : otherwise;
}

std::string RowFields::text_not_empty(const std::string& field) const {
  std::string value = text(field);
  if (value.find_first_not_of(" \t\n") == std::string::npos) {
    fail_at(field, fmt::format("field '{}' is empty", field));
  }
  return value;
}

std::vector<std::string> RowFields::texts(const std::string& field) const {
  const json& list = get(field);
  std::vector<std::string> values;
  if (list.is_array()) {
    for (const json& item : list) {
      if (item.is_string()) {
        values.push_back(with_unix_line_ends(item.get_ref<const std::string&>()));
      }
    }
  }
  if (!list.is_array() || values.size() != list.size()) {
    fail_at(field, fmt::format("field '{}' must be a list of texts", field));
  }
  return values;
}

long long RowFields::integer(const std::string& field) const {
  const json& value = get(field);
  if (value.is_string()) {
    if (const auto number = integer_of(value.get_ref<const std::string&>())) {
      return *number;
    }
  }
  if (!value.is_number_integer()) {
    fail_at(field, fmt::format("field '{}' must be an integer, but is of type {}", field,
                               value.type_name()));
  }
  return value.get<long long>();
}

double RowFields::number(const std::string& field) const {
  const json& value = get(field);
  if (!value.is_number()) {
    fail_at(field, fmt::format("field '{}' must be a number, but is of type {}", field,
                               value.type_name()));
  }
  return value.get<double>();
}

}  // namespace assay
