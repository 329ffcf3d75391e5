#include "datasets/readers/json_text.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace assay {

namespace {

constexpr std::size_t long_number = 19;
constexpr std::size_t escape_size = 6;
constexpr std::string_view blanks = " \t\r\n";

/// Walks over well-formed JSON.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) { skip_blanks(); }

  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] char here() const { return at_end() ? '\0' : text_[at_]; }

  /// Over one of the characters of structure.
  void skip(char expected) {
    at_ += here() == expected ? 1 : 0;
    skip_blanks();
  }

  /// The value here, texts with their quotes.
  std::string_view value() {
    const std::size_t begin = at_;
    int depth = 0;
    do {
      const char c = here();
      if (c == '"') {
        string();
      } else if (c == '[' || c == '{') {
        ++depth;
        ++at_;
      } else if (c == ']' || c == '}') {
        --depth;
        ++at_;
      } else if (depth > 0) {
        ++at_;
      } else {
        at_ = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
      }
    } while (depth > 0 && !at_end());
    const std::string_view found = text_.substr(begin, at_ - begin);
    skip_blanks();
    return found;
  }

 private:
  void string() {
    ++at_;
    while (!at_end() && text_[at_] != '"') {
      at_ += text_[at_] == '\\' ? 2 : 1;
    }
    ++at_;
  }

  void skip_blanks() {
    at_ = std::min(text_.find_first_not_of(blanks, std::min(at_, text_.size())), text_.size());
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// The 16 bits of an escape "\\uXXXX" at `at`; nothing where there is none.
std::optional<unsigned> escaped(std::string_view json, std::size_t at) {
  unsigned unit = 0;
  const std::string_view escape = json.substr(std::min(at, json.size()), escape_size);
  if (escape.size() < escape_size || escape.substr(0, 2) != "\\u") {
    return std::nullopt;
  }
  const auto [end, error] =
      std::from_chars(escape.data() + 2, escape.data() + escape_size, unit, 16);
  return end == escape.data() + escape_size ? std::optional(unit) : std::nullopt;
}

bool is_high(unsigned unit) { return unit >= 0xd800 && unit < 0xdc00; }
bool is_low(unsigned unit) { return unit >= 0xdc00 && unit < 0xe000; }

}  // namespace

bool has_long_number(std::string_view json) {
  std::size_t digits = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (quoted && json[i] == '\\') {
      ++i;
    } else if (json[i] == '"') {
      quoted = !quoted;
    } else if (!quoted) {
      digits = json[i] >= '0' && json[i] <= '9' ? digits + 1 : 0;
      if (digits >= long_number) {
        return true;
      }
    }
  }
  return false;
}

std::string_view member_of(std::string_view object, std::string_view key) {
  Scanner scanner(object);
  std::string_view found;
  scanner.skip('{');
  while (!scanner.at_end() && scanner.here() != '}') {
    const std::string_view name = scanner.value();
    scanner.skip(':');
    const std::string_view value = scanner.value();
    if (name.size() == key.size() + 2 && name.substr(1, key.size()) == key) {
      found = value;
    }
    scanner.skip(',');
  }
  return found;
}

std::vector<std::string_view> elements_of(std::string_view array) {
  std::vector<std::string_view> elements;
  Scanner scanner(array);
  scanner.skip('[');
  while (!scanner.at_end() && scanner.here() != ']') {
    elements.push_back(scanner.value());
    scanner.skip(',');
  }
  return elements;
}

std::string without_lone_surrogates(std::string_view json) {
  std::string result;
  for (std::size_t at = 0; at < json.size();) {
    std::size_t size = json[at] == '\\' ? 2 : 1;
    const std::optional<unsigned> unit = escaped(json, at);
    if (unit && is_high(*unit) && is_low(escaped(json, at + escape_size).value_or(0))) {
      size = 2 * escape_size;
    } else if (unit && (is_high(*unit) || is_low(*unit))) {
      result += "\\ufffd";
      at += escape_size;
      continue;
    }
    result += json.substr(at, size);
    at += size;
  }
  return result;
}

}  // namespace assay
