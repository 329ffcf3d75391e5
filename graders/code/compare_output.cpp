#include "graders/code/compare_output.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <vector>

#include "graders/text.hpp"

namespace assay {

namespace {

/// What Python's str.strip() takes for blank, of ASCII.
constexpr std::string_view blanks = " \t\n\v\f\r\x1c\x1d\x1e\x1f";
constexpr long long most_exponent = 1'000'000'000'000'000;

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> result;
  while (true) {
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) {
      return result;
    }
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(blanks), text.size());
    result.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

std::vector<std::string_view> lines(std::string_view text) {
  std::vector<std::string_view> result;
  while (true) {
    const std::size_t end = text.find('\n');
    result.push_back(text.substr(0, end));
    if (end == std::string_view::npos) {
      return result;
    }
    text.remove_prefix(end + 1);
  }
}

/// A finite number as sign, digits without zeros at either end, and the exponent of the last one.
struct Decimal {
  enum class Kind { finite, infinite, not_a_number };
  Kind kind = Kind::finite;
  bool negative = false;
  std::string digits;  ///< empty for zero
  long long exponent = 0;

  bool operator==(const Decimal& other) const {
    if (kind == Kind::not_a_number || kind != other.kind) {
      return false;
    }
    if (kind == Kind::finite && digits.empty() && other.digits.empty()) {
      return true;
    }
    return negative == other.negative && digits == other.digits && exponent == other.exponent;
  }
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes "e+12" off the end of `text`, if there is one; nothing if what follows the e is no number.
std::optional<long long> take_exponent(std::string_view& text) {
  const std::size_t at = text.find_first_of("eE");
  if (at == std::string_view::npos) {
    return 0;
  }
  std::string_view number = text.substr(at + 1);
  text = text.substr(0, at);
  if (!number.empty() && number.front() == '+') {
    number.remove_prefix(1);
    if (!number.empty() && number.front() == '-') {
      return std::nullopt;
    }
  }
  long long value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  const bool whole = error == std::errc() && end == number.data() + number.size();
  return whole && std::abs(value) < most_exponent ? std::optional(value) : std::nullopt;
}

/// "inf", "nan" and their like, without their sign.
std::optional<Decimal::Kind> special_kind(std::string_view text) {
  const std::string name = lower(text);
  if (name == "inf" || name == "infinity") {
    return Decimal::Kind::infinite;
  }
  const std::string_view rest = std::string_view(name).substr(name.rfind("snan", 0) == 0 ? 1 : 0);
  if (rest.substr(0, 3) == "nan" && std::all_of(rest.begin() + 3, rest.end(), is_digit)) {
    return Decimal::Kind::not_a_number;
  }
  return std::nullopt;
}

void drop_zeros(Decimal& value) {
  const std::size_t last = value.digits.find_last_not_of('0');
  if (last == std::string::npos) {
    value.digits.clear();
    return;
  }
  value.exponent += static_cast<long long>(value.digits.size() - last - 1);
  value.digits.erase(last + 1);
  value.digits.erase(0, value.digits.find_first_not_of('0'));
}

std::optional<Decimal> decimal(std::string_view word) {
  std::string text(word);  // Python takes 1_000
  text.erase(std::remove(text.begin(), text.end(), '_'), text.end());
  std::string_view rest = text;
  Decimal value;
  if (!rest.empty() && (rest.front() == '-' || rest.front() == '+')) {
    value.negative = rest.front() == '-';
    rest.remove_prefix(1);
  }
  if (const std::optional<Decimal::Kind> special = special_kind(rest)) {
    value.kind = *special;
    return value;
  }
  const std::optional<long long> exponent = take_exponent(rest);
  const std::size_t point = std::min(rest.find('.'), rest.size());
  const std::string_view fraction = rest.substr(std::min(point + 1, rest.size()));
  value.digits = std::string(rest.substr(0, point)) + std::string(fraction);
  if (!exponent || value.digits.empty() ||
      !std::all_of(value.digits.begin(), value.digits.end(), is_digit)) {
    return std::nullopt;
  }
  value.exponent = *exponent - static_cast<long long>(fraction.size());
  drop_zeros(value);
  return value;
}

bool same_numbers(std::string_view printed, std::string_view expected) {
  const std::vector<std::string_view> a = words(printed);
  const std::vector<std::string_view> b = words(expected);
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](std::string_view x, std::string_view y) {
           return equal_decimals(x, y).value_or(false);
         });
}

bool same_lines(std::string_view printed, std::string_view expected) {
  const std::vector<std::string_view> a = lines(trimmed(printed, blanks));
  const std::vector<std::string_view> b = lines(trimmed(expected, blanks));
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](std::string_view x, std::string_view y) {
           return trimmed(x, blanks) == trimmed(y, blanks) || same_numbers(x, y);
         });
}

std::optional<double> real(std::string_view word) {
  if (!word.empty() && word.front() == '+') {
    word.remove_prefix(1);
  }
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  const bool whole = error == std::errc() && end == word.data() + word.size();
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

bool near(std::string_view printed, std::string_view expected, double tolerance) {
  if (printed == expected) {
    return true;
  }
  const std::optional<double> a = real(printed);
  const std::optional<double> b = real(expected);
  return a && b && std::abs(*a - *b) <= tolerance * std::max(1.0, std::abs(*b));
}

/// Blanks at the ends of lines, and empty lines at the end, are not seen.
bool same_text(std::string_view printed, std::string_view expected) {
  const std::vector<std::string_view> a =
      lines(printed.substr(0, printed.find_last_not_of(blanks) + 1));
  const std::vector<std::string_view> b =
      lines(expected.substr(0, expected.find_last_not_of(blanks) + 1));
  const auto without_end = [](std::string_view line) {
    return line.substr(0, line.find_last_not_of(blanks) + 1);
  };
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [&](std::string_view x, std::string_view y) {
           return without_end(x) == without_end(y);
         });
}

bool same_words(std::string_view printed, std::string_view expected, double tolerance) {
  const std::vector<std::string_view> a = words(printed);
  const std::vector<std::string_view> b = words(expected);
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [&](std::string_view x, std::string_view y) {
           return tolerance > 0 ? near(x, y, tolerance) : x == y;
         });
}

}  // namespace

std::optional<bool> equal_decimals(std::string_view a, std::string_view b) {
  const std::optional<Decimal> x = decimal(a);
  const std::optional<Decimal> y = decimal(b);
  return x && y ? std::optional(*x == *y) : std::nullopt;
}

std::optional<OutputRule> output_rule(std::string_view name) {
  using Kind = OutputRule::Kind;
  constexpr std::string_view floating = "float:";
  if (name.substr(0, floating.size()) == floating) {
    const std::optional<double> tolerance = real(name.substr(floating.size()));
    return tolerance && *tolerance > 0 ? std::optional(OutputRule{Kind::floating, *tolerance})
                                       : std::nullopt;
  }
  constexpr std::array<std::pair<std::string_view, Kind>, 5> rules = {
      {{"", Kind::token},
       {"token", Kind::token},
       {"exact", Kind::exact},
       {"livecodebench", Kind::livecodebench},
       {"checker", Kind::checker}}};
  const auto found = std::find_if(rules.begin(), rules.end(),
                                  [&](const auto& rule) { return rule.first == name; });
  return found == rules.end() ? std::nullopt : std::optional(OutputRule{found->second, 0});
}

bool same_output(const OutputRule& rule, std::string_view printed, std::string_view expected) {
  switch (rule.kind) {
    case OutputRule::Kind::exact:
      return same_text(printed, expected);
    case OutputRule::Kind::token:
      return same_words(printed, expected, 0);
    case OutputRule::Kind::floating:
      return same_words(printed, expected, rule.tolerance);
    case OutputRule::Kind::livecodebench:
      return same_lines(printed, expected);
    case OutputRule::Kind::checker:
      break;
  }
  return false;
}

}  // namespace assay
