#include "datasets/row_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

namespace assay {

namespace {

std::string without(std::string_view text, std::string_view part) {
  std::string result;
  while (!part.empty() && text.find(part) != std::string_view::npos) {
    result += text.substr(0, text.find(part));
    text.remove_prefix(text.find(part) + part.size());
  }
  return result.append(text);
}

/// The content of the last \boxed{}, with balanced braces; nothing if there is none or it is open.
std::optional<std::string> last_boxed(std::string_view text) {
  constexpr std::string_view command = "\\boxed{";
  const std::size_t at = text.rfind(command);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view rest = text.substr(at + command.size());
  int depth = 1;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] == '\\') {
      ++i;
      continue;
    }
    depth += rest[i] == '{' ? 1 : rest[i] == '}' ? -1 : 0;
    if (depth == 0) {
      return std::string(rest.substr(0, i));
    }
  }
  return std::nullopt;
}

}  // namespace

std::string without_blanks(const std::string& text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  return first == std::string::npos ? ""
                                    : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string RowReader::whole(const TextRule& rule) const {
  if (!rule.join) {
    return text(rule.field);
  }
  const nlohmann::json& list = get(rule.field);
  std::vector<std::string> items;
  for (std::size_t i = 0; list.is_array() && i < list.size(); ++i) {
    items.push_back(text(fmt::format("{}.{}", rule.field, i)));
  }
  if (items.empty()) {
    fail_at(rule.field, fmt::format("field '{}' must be a list with items, but is of type {}",
                                    rule.field, list.type_name()));
  }
  return fmt::format("{}", fmt::join(items, *rule.join));
}

std::string RowReader::text(const TextRule& rule) const {
  if (!rule.format.empty()) {
    return formatted(rule.format);
  }
  std::string value = whole(rule);
  if (rule.boxed) {
    const std::optional<std::string> content = last_boxed(value);
    if (!content) {
      fail_at(rule.field, fmt::format("field '{}' contains no closed \\boxed", rule.field));
    }
    value = *content;
  }
  if (rule.after.empty() && rule.remove.empty()) {
    return value;
  }
  const std::size_t at = rule.after.empty() ? 0 : value.rfind(rule.after);
  if (at == std::string::npos) {
    fail_at(rule.field, fmt::format("field '{}' does not contain '{}'", rule.field, rule.after));
  }
  return without_blanks(without(value.substr(at + rule.after.size()), rule.remove));
}

std::string RowReader::text(const std::optional<TextRule>& rule) const {
  return rule ? text(*rule) : "";
}

std::string RowReader::text_not_empty(const TextRule& rule, std::string_view what) const {
  std::string value = text(rule);
  if (without_blanks(value).empty()) {
    const std::string& field = rule.format.empty() ? rule.field : rule.format;
    fail_at(field, fmt::format("the {} is empty (field '{}')", what, field));
  }
  return value;
}

std::string RowReader::formatted(const std::string& format) const {
  std::string text;
  for (std::size_t i = 0; i < format.size();) {
    const std::size_t end = format[i] == '{' ? format.find('}', i) : std::string::npos;
    if (end == std::string::npos) {
      text += format[i++];
      continue;
    }
    const std::string name = format.substr(i + 1, end - i - 1);
    if (name == "row") {
      text += std::to_string(row().number);
    } else {
      text += name == "file" ? row().file : RowFields::text(name);
    }
    i = end + 1;
  }
  return text;
}

}  // namespace assay
