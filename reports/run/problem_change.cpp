#include "reports/run/problem_change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "reports/run/problem_json.hpp"

namespace assay {

namespace {

using nlohmann::json;

constexpr std::size_t shown_before = 16;  ///< bytes that both have, for orientation
constexpr std::size_t shown = 48;

/// The first byte of the character that holds byte `at`.
std::size_t character_of(const std::string& text, std::size_t at) {
  while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) {
    --at;
  }
  return std::min(at, text.size());
}

/// What `text` has around byte `at`, on one line.
std::string excerpt(const std::string& text, std::size_t at) {
  const std::size_t begin = character_of(text, at > shown_before ? at - shown_before : 0);
  const std::size_t end = character_of(text, begin + shown);
  const std::string cut =
      json(text.substr(begin, end - begin)).dump(-1, ' ', false, json::error_handler_t::replace);
  return fmt::format("{}{}{}", begin > 0 ? "…" : "", cut, end < text.size() ? "…" : "");
}

std::string text_of(const json& value) {
  if (value.is_null()) {
    return {};
  }
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string told(const std::string& field, const json& before, const json& now) {
  const std::string a = text_of(before);
  const std::string b = text_of(now);
  const auto parted = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
  const auto at = static_cast<std::size_t>(parted - a.begin());
  return fmt::format("{}: the run has {}, you asked for {}", field,
                     before.is_null() ? "none" : excerpt(a, at),
                     now.is_null() ? "none" : excerpt(b, at));
}

json value_of(const json& document, const std::string& key) {
  return document.is_object() && document.contains(key) ? document.at(key) : json();
}

/// `field` differs: of objects the first of their own fields that does.
std::string change_of(const std::string& field, const json& before, const json& now) {
  if (before.is_object() && now.is_object()) {
    for (const json* document : {&before, &now}) {
      for (const auto& [key, value] : document->items()) {
        if (value_of(before, key) != value_of(now, key)) {
          return change_of(field + "." + key, value_of(before, key), value_of(now, key));
        }
      }
    }
  }
  return told(field, before, now);
}

}  // namespace

std::string problem_change(const Problem& before, const Problem& now) {
  static const std::array<const char*, 12> fields = {
      "question", "options", "gold",  "answer",  "verification", "tests",
      "solution", "subject", "level", "cluster", "id",           "prompt"};
  const json a = to_json(before);
  const json b = to_json(now);
  for (const char* field : fields) {
    if (value_of(a, field) != value_of(b, field)) {
      return change_of(field, value_of(a, field), value_of(b, field));
    }
  }
  return {};
}

}  // namespace assay
