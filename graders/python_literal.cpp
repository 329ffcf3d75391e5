#include "graders/python_literal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <map>

namespace assay {

namespace {

using Kind = PythonLiteral::Kind;
using Parsed = std::optional<PythonLiteral>;

constexpr int deepest = 100;

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// UTF-8 of a code point.
std::string utf8(unsigned long code) {
  std::string text;
  const auto byte = [&](unsigned long value) { text += static_cast<char>(value); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xC0 | (code >> 6));
    byte(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    byte(0xE0 | (code >> 12));
    byte(0x80 | ((code >> 6) & 0x3F));
    byte(0x80 | (code & 0x3F));
  } else {
    byte(0xF0 | ((code >> 18) & 0x07));
    byte(0x80 | ((code >> 12) & 0x3F));
    byte(0x80 | ((code >> 6) & 0x3F));
    byte(0x80 | (code & 0x3F));
  }
  return text;
}

/// A number's value as text: integers of any length without leading zeros, others as doubles.
std::string number_text(std::string digits) {
  digits.erase(std::remove(digits.begin(), digits.end(), '_'), digits.end());
  if (digits.find_first_not_of("0123456789") == std::string::npos) {
    const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size() - 1);
    return digits.substr(first);
  }
  const double value = std::strtod(digits.c_str(), nullptr);
  constexpr double exact = 1e15;
  return value == std::floor(value) && value < exact ? fmt::format("{:.0f}", value)
                                                     : fmt::format("{:.17g}", value);
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Parsed whole() {
    Parsed value = expression(0);
    skip_blanks();
    if (value && peek() == ',') {  // "1, 2" is a tuple
      PythonLiteral tuple{Kind::tuple, "", {std::move(*value)}};
      while (take(',')) {
        skip_blanks();
        if (at_ == text_.size()) {
          break;
        }
        Parsed item = expression(1);
        if (!item) {
          return std::nullopt;
        }
        tuple.items.push_back(std::move(*item));
      }
      value = std::move(tuple);
    }
    skip_blanks();
    return at_ == text_.size() ? value : std::nullopt;
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  void skip_blanks() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
      ++at_;
    }
  }

  bool take(char c) {
    skip_blanks();
    const bool taken = peek() == c && at_ < text_.size();
    at_ += taken ? 1 : 0;
    return taken;
  }

  bool take_word(std::string_view word) {
    const bool taken = text_.substr(at_, word.size()) == word && !is_word(peek(word.size()));
    at_ += taken ? word.size() : 0;
    return taken;
  }

  Parsed expression(int depth) {
    skip_blanks();
    if (depth > deepest || at_ >= text_.size()) {
      return std::nullopt;
    }
    switch (peek()) {
      case '(':
        return sequence(Kind::tuple, ')', depth);
      case '[':
        return sequence(Kind::list, ']', depth);
      case '{':
        return braces(depth);
      default:
        return scalar();
    }
  }

  Parsed scalar() {
    if (take_word("None")) {
      return PythonLiteral{};
    }
    if (take_word("True")) {
      return PythonLiteral{Kind::number, "1", {}};
    }
    if (take_word("False")) {
      return PythonLiteral{Kind::number, "0", {}};
    }
    if (take_word("set")) {
      return take('(') && take(')') ? Parsed(PythonLiteral{Kind::set, "", {}}) : std::nullopt;
    }
    const char c = peek();
    const bool number = is_digit(c) || c == '-' || c == '+' || (c == '.' && is_digit(peek(1)));
    return number ? signed_number() : texts();
  }

  Parsed signed_number() {
    bool negative = false;
    while (peek() == '-' || peek() == '+') {
      negative = negative != (peek() == '-');
      ++at_;
      skip_blanks();
    }
    const std::size_t begin = at_;
    while (is_word(peek()) || peek() == '.' ||
           ((peek() == '-' || peek() == '+') && at_ > begin &&
            std::tolower(static_cast<unsigned char>(text_[at_ - 1])) == 'e')) {
      ++at_;
    }
    const std::string digits(text_.substr(begin, at_ - begin));
    char* end = nullptr;
    const bool decimal = !digits.empty() && (is_digit(digits[0]) || digits[0] == '.') &&
                         digits.find_first_of("xXpP") == std::string::npos;
    std::string bare = digits;
    bare.erase(std::remove(bare.begin(), bare.end(), '_'), bare.end());
    (void)std::strtod(bare.c_str(), &end);
    if (!decimal || end != bare.c_str() + bare.size()) {
      return std::nullopt;
    }
    const std::string value = number_text(digits);
    return PythonLiteral{Kind::number, negative && value != "0" ? "-" + value : value, {}};
  }

  /// One or more texts, which Python puts together.
  Parsed texts() {
    Parsed result;
    for (;;) {
      skip_blanks();
      const std::size_t begin = at_;
      while (std::string_view("rRbBuU").find(peek()) != std::string_view::npos && peek() != '\0') {
        ++at_;
      }
      if (peek() != '\'' && peek() != '"') {
        at_ = begin;
        return result;
      }
      std::string prefix(text_.substr(begin, at_ - begin));
      std::transform(prefix.begin(), prefix.end(), prefix.begin(),
                     [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      const Kind kind = prefix.find('b') == std::string::npos ? Kind::text : Kind::bytes;
      const bool raw = prefix.find('r') != std::string::npos;
      std::optional<std::string> content = quoted(raw, kind == Kind::text);
      if (!content || (result && result->kind != kind)) {
        return std::nullopt;
      }
      result = PythonLiteral{kind, result ? result->text + *content : *content, {}};
    }
  }

  std::optional<std::string> quoted(bool raw, bool unicode) {
    const char quote = peek();
    const bool triple = peek(1) == quote && peek(2) == quote;
    const std::string end(triple ? 3 : 1, quote);
    at_ += end.size();
    std::string content;
    while (text_.substr(at_, end.size()) != end) {
      if (at_ >= text_.size() || (!triple && peek() == '\n')) {
        return std::nullopt;
      }
      if (peek() == '\\' && !raw) {
        ++at_;
        content += escaped(unicode);
      } else {
        content += text_[at_++];
        if (raw && content.back() == '\\' && at_ < text_.size()) {
          content += text_[at_++];
        }
      }
    }
    at_ += end.size();
    return content;
  }

  std::string escaped(bool unicode) {
    const char c = peek();
    at_ += at_ < text_.size() ? 1 : 0;
    static const std::map<char, std::string> simple = {
        {'n', "\n"}, {'t', "\t"}, {'r', "\r"}, {'\\', "\\"}, {'\'', "'"}, {'"', "\""},
        {'\n', ""},  {'a', "\a"}, {'b', "\b"}, {'f', "\f"},  {'v', "\v"}};
    if (const auto found = simple.find(c); found != simple.end()) {
      return found->second;
    }
    const std::size_t width = c == 'x' ? 2 : c == 'u' && unicode ? 4 : c == 'U' && unicode ? 8 : 0;
    const std::string digits(text_.substr(at_, width));
    const bool hexadecimal = width > 0 && digits.size() == width &&
                             std::all_of(digits.begin(), digits.end(), [](unsigned char digit) {
                               return std::isxdigit(digit) != 0;
                             });
    if (hexadecimal) {
      at_ += width;
      return utf8(std::stoul(digits, nullptr, 16));
    }
    if (c >= '0' && c <= '7') {
      unsigned long code = static_cast<unsigned long>(c - '0');
      for (int more = 0; more < 2 && peek() >= '0' && peek() <= '7'; ++more) {
        code = code * 8 + static_cast<unsigned long>(text_[at_++] - '0');
      }
      return utf8(code);
    }
    return std::string("\\") + c;
  }

  /// A list, a tuple, or an expression in parentheses.
  Parsed sequence(Kind kind, char close, int depth) {
    ++at_;
    PythonLiteral result{kind, "", {}};
    bool comma = true;
    while (!take(close)) {
      Parsed item = comma ? expression(depth + 1) : std::nullopt;
      if (!item) {
        return std::nullopt;
      }
      result.items.push_back(std::move(*item));
      comma = take(',');
    }
    const bool grouped = kind == Kind::tuple && result.items.size() == 1 && !comma;
    return grouped ? Parsed(PythonLiteral(result.items.front())) : Parsed(std::move(result));
  }

  Parsed braces(int depth) {
    ++at_;
    PythonLiteral result{Kind::dict, "", {}};
    bool comma = true;
    while (!take('}')) {
      Parsed item = comma ? expression(depth + 1) : std::nullopt;
      if (!item) {
        return std::nullopt;
      }
      const bool keyed = take(':');
      if (result.items.empty()) {
        result.kind = keyed ? Kind::dict : Kind::set;
      }
      result.items.push_back(std::move(*item));
      if (keyed != (result.kind == Kind::dict)) {
        return std::nullopt;
      }
      if (keyed) {
        Parsed value = expression(depth + 1);
        if (!value) {
          return std::nullopt;
        }
        result.items.push_back(std::move(*value));
      }
      comma = take(',');
    }
    return result;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    text += (text.empty() ? "" : ", ") + part;
  }
  return text;
}

std::string escaped_text(const std::string& text) {
  std::string result = "'";
  for (const char c : text) {
    result += c == '\'' || c == '\\' ? std::string("\\") + c
              : c == '\n'            ? std::string("\\n")
                                     : std::string(1, c);
  }
  return result + "'";
}

std::vector<std::string> canonical_items(const PythonLiteral& literal) {
  std::vector<std::string> parts;
  if (literal.kind == Kind::dict) {
    std::map<std::string, std::string> entries;  // of equal keys the last counts
    for (std::size_t i = 0; i + 1 < literal.items.size(); i += 2) {
      entries[canonical_text(literal.items[i])] = canonical_text(literal.items[i + 1]);
    }
    for (const auto& [key, value] : entries) {
      parts.push_back(key + ": " + value);
    }
    return parts;
  }
  for (const PythonLiteral& item : literal.items) {
    parts.push_back(canonical_text(item));
  }
  if (literal.kind == Kind::set) {
    std::sort(parts.begin(), parts.end());
    parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  }
  return parts;
}

}  // namespace

Parsed parse_python_literal(std::string_view text) { return Parser(text).whole(); }

std::string canonical_text(const PythonLiteral& literal) {
  switch (literal.kind) {
    case Kind::none:
      return "None";
    case Kind::number:
      return literal.text;
    case Kind::text:
      return escaped_text(literal.text);
    case Kind::bytes:
      return "b" + escaped_text(literal.text);
    case Kind::list:
      return "[" + joined(canonical_items(literal)) + "]";
    case Kind::tuple:
      return "(" + joined(canonical_items(literal)) + (literal.items.size() == 1 ? ",)" : ")");
    case Kind::set:
      return literal.items.empty() ? "set()" : "{" + joined(canonical_items(literal)) + "}";
    case Kind::dict:
      return "{" + joined(canonical_items(literal)) + "}";
  }
  return "";
}

}  // namespace assay
