// Oniguruma's and Rust's syntax in PCRE2's: \s by Unicode, scripts without extensions, and the
// intersections of classes that Kimi's tokenizers use.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "engine/checkpoint/split_pattern.hpp"
#include "engine/core/error.hpp"

namespace assay {

namespace {

/// By group all general categories of Unicode.
constexpr std::array<std::pair<char, std::string_view>, 7> categories{{{'L', "ultmo"},
                                                                       {'M', "nce"},
                                                                       {'N', "dlo"},
                                                                       {'P', "cdseifo"},
                                                                       {'S', "mcko"},
                                                                       {'Z', "slp"},
                                                                       {'C', "cfson"}}};

bool is_category(std::string_view name) {
  return std::any_of(categories.begin(), categories.end(), [&](const auto& group) {
    return !name.empty() && name[0] == group.first &&
           (name.size() == 1 ||
            (name.size() == 2 && group.second.find(name[1]) != std::string_view::npos));
  });
}

class Translator {
 public:
  Translator(std::string_view pattern, const std::string& where)
      : pattern_(pattern), where_(&where) {}

  std::string translate() {
    while (at_ < pattern_.size()) {
      switch (pattern_[at_]) {
        case '\\':
          result_ += escape();
          break;
        case '[':
          result_ += character_class();
          break;
        case '(':
          group();
          break;
        case '}':
          result_ += take();
          if (peek() == '+') {
            refuse("a + after {n,m}, which Ruby and Rust read differently");
          }
          break;
        default:
          result_ += take();
      }
    }
    return std::move(result_);
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    constexpr std::size_t shown = 80;
    throw DataError(fmt::format(
        "{}: the expression '{}{}' has {}, which is not supported: use a checkpoint with a "
        "tokenizer of the families that README.md names",
        *where_, pattern_.substr(0, shown), pattern_.size() > shown ? "..." : "", what));
  }

  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < pattern_.size() ? pattern_[at_ + ahead] : '\0';
  }
  char take() { return pattern_[at_++]; }

  void group() {
    result_ += take();
    if (peek() == '?' && std::string_view(":=!<>i-").find(peek(1)) == std::string_view::npos) {
      refuse(fmt::format("(?{}", peek(1)));
    }
  }

  /// What a backslash begins, outside or inside a class.
  std::string escape() {
    ++at_;
    if (at_ == pattern_.size()) {
      refuse("a backslash at its end");
    }
    const char letter = take();
    switch (letter) {
      case 's':
        return R"(\p{White_Space})";
      case 'S':
        return R"(\P{White_Space})";
      case 'p':
      case 'P':
        return property(letter);
      case 'u':
        return code_point();
      default:
        if (std::string_view("hHwWbBRXKGAzZkg").find(letter) != std::string_view::npos) {
          refuse(fmt::format("\\{}", letter));
        }
        return {'\\', letter};
    }
  }

  std::string property(char letter) {
    std::string name;
    if (peek() == '{') {
      const std::size_t end = pattern_.find('}', at_);
      if (end == std::string_view::npos) {
        refuse("an open \\p{");
      }
      name = pattern_.substr(at_ + 1, end - at_ - 1);
      at_ = end + 1;
    } else if (at_ < pattern_.size()) {
      name = take();
    }
    // A script's name means Script_Extensions in PCRE2.
    const bool as_it_is = is_category(name) || name == "Any" || name.find('_') != name.npos;
    return fmt::format("\\{}{{{}{}}}", letter, as_it_is ? "" : "sc:", name);
  }

  std::string code_point() {
    constexpr std::size_t digits = 4;
    const std::string_view number = pattern_.substr(at_, digits);
    if (number.size() != digits ||
        number.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos) {
      refuse("\\u without four hexadecimal digits");
    }
    at_ += digits;
    return fmt::format("\\x{{{}}}", number);
  }

  std::string character_class() {
    ++at_;
    const bool negated = peek() == '^';
    if (negated) {
      ++at_;
    }
    std::string items;
    for (bool first = true; peek() != ']' || first; first = false) {
      if (at_ >= pattern_.size()) {
        refuse("an open [");
      }
      if (peek() == '&' && peek(1) == '&') {
        return intersection(items, negated);
      }
      if (peek() == '[') {
        refuse("a class within a class");
      }
      if (peek() == '\\') {
        items += escape();
      } else {
        items += take();
      }
    }
    ++at_;
    return (negated ? "[^" : "[") + items + "]";
  }

  /// [A&&[^B]] for categories A: neither in B nor of another category.
  std::string intersection(const std::string& items, bool negated) {
    at_ += 2;
    if (negated || peek() != '[' || peek(1) != '^') {
      refuse("an intersection of classes other than [\\p{..}&&[^..]]");
    }
    const std::string removed = character_class();
    if (peek() != ']') {
      refuse("an intersection of three classes");
    }
    ++at_;
    return removed.substr(0, removed.size() - 1) + categories_outside(items) + "]";
  }

  [[nodiscard]] std::string categories_outside(std::string_view items) const {
    std::vector<std::string> named;
    while (!items.empty()) {
      const std::size_t end = items.find('}');
      if (!items.starts_with("\\p{") || end == std::string_view::npos ||
          !is_category(items.substr(3, end - 3))) {
        refuse("an intersection with what is no category");
      }
      named.emplace_back(items.substr(3, end - 3));
      items.remove_prefix(end + 1);
    }
    const auto has = [&](const std::string& name) {
      return std::find(named.begin(), named.end(), name) != named.end();
    };
    std::string outside;
    for (const auto& [group, members] : categories) {
      for (const char member : members) {
        if (!has({group}) && !has({group, member})) {
          outside += fmt::format("\\p{{{}{}}}", group, member);
        }
      }
    }
    return outside;
  }

  std::string_view pattern_;
  const std::string* where_;
  std::size_t at_ = 0;
  std::string result_;
};

}  // namespace

std::string to_pcre2(std::string_view expression, const std::string& where) {
  return Translator(expression, where).translate();
}

}  // namespace assay
