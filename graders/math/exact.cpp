#include "graders/math/exact.hpp"

#include <algorithm>
#include <stdexcept>

namespace assay {

namespace {

using Integer = boost::multiprecision::cpp_int;

constexpr std::size_t most_digits = 2'000;    ///< of a literal
constexpr std::size_t most_bits = 20'000;     ///< of numerator and denominator
constexpr std::size_t most_work = 1'000'000;  ///< bits touched in all
constexpr int most_depth = 60;
constexpr long most_exponent = 10'000;

struct NotArithmetic {};

std::size_t bits(const Integer& value) { return value == 0 ? 1 : msb(abs(value)) + 1; }
std::size_t bits(const Rational& value) {
  return bits(numerator(value)) + bits(denominator(value));
}

class Evaluator {
 public:
  Evaluator(const Token* begin, const Token* end) : at_(begin), end_(end) {}

  Rational run() {
    Rational value = sum();
    if (at_ != end_) {
      throw NotArithmetic{};
    }
    return value;
  }

 private:
  [[nodiscard]] bool next_is(std::string_view text) const { return at_ != end_ && at_->is(text); }
  [[nodiscard]] bool next_is(TokenKind kind) const { return at_ != end_ && at_->kind == kind; }

  bool accept(std::string_view text) {
    if (!next_is(text)) {
      return false;
    }
    ++at_;
    return true;
  }

  void expect(std::string_view text) {
    if (!accept(text)) {
      throw NotArithmetic{};
    }
  }

  void charge(std::size_t amount) {
    work_ += amount;
    if (amount > most_bits || work_ > most_work) {
      throw NotArithmetic{};
    }
  }

  Rational combine(char operation, const Rational& a, const Rational& b) {
    charge(bits(a) + bits(b));
    switch (operation) {
      case '+':
        return a + b;
      case '-':
        return a - b;
      case '*':
        return a * b;
      default:
        if (b == 0) {
          throw NotArithmetic{};
        }
        return a / b;
    }
  }

  Rational sum() {
    if (++depth_ > most_depth) {
      throw NotArithmetic{};
    }
    Rational value = product();
    while (next_is("+") || next_is("-")) {
      const char operation = (at_++)->text[0];
      value = combine(operation, value, product());
    }
    --depth_;
    return value;
  }

  [[nodiscard]] bool starts_factor() const {
    return at_ != end_ && (at_->kind == TokenKind::number || at_->is("(") || at_->is("{") ||
                           at_->is("\\frac") || at_->is("\\sqrt"));
  }

  Rational product() {
    bool negative = false;
    while (next_is("-") || next_is("+")) {
      negative = negative != at_->is("-");
      ++at_;
    }
    Rational value = power();
    for (;;) {
      if (next_is("*") || next_is("/")) {
        const char operation = (at_++)->text[0];
        bool flip = false;
        while (next_is("-")) {
          flip = !flip;
          ++at_;
        }
        const Rational right = power();
        value = combine(operation, value, flip ? Rational(-right) : right);
      } else if (starts_factor() && at_->kind != TokenKind::number) {
        value = combine('*', value, power());  // 2(3), (2)(3)
      } else {
        return negative ? Rational(-value) : value;
      }
    }
  }

  Rational power() {
    const bool bare = next_is(TokenKind::number);
    Rational base = bare ? number() : primary();
    if (!accept("^")) {
      return base;
    }
    const Rational exponent = next_is("{") ? primary() : signed_number();
    if (denominator(exponent) != 1 || abs(exponent) > most_exponent) {
      throw NotArithmetic{};
    }
    return raise(base, static_cast<long>(numerator(exponent)));
  }

  Rational signed_number() {
    const bool negative = accept("-");
    if (!next_is(TokenKind::number)) {
      throw NotArithmetic{};
    }
    const Rational value = literal((at_++)->text);
    return negative ? Rational(-value) : value;
  }

  Rational raise(const Rational& base, long exponent) {
    const auto times = static_cast<unsigned>(std::labs(exponent));
    charge(bits(base) * std::max(1U, times));
    const Integer top = pow(Integer(numerator(base)), times);
    const Integer bottom = pow(Integer(denominator(base)), times);
    if (exponent < 0 && top == 0) {
      throw NotArithmetic{};
    }
    return exponent < 0 ? Rational(bottom, top) : Rational(top, bottom);
  }

  Rational literal(const std::string& digits) {
    if (digits.size() > most_digits) {
      throw NotArithmetic{};
    }
    const std::size_t point = digits.find('.');
    std::string all = digits;
    std::size_t decimals = 0;
    if (point != std::string::npos) {
      all.erase(point, 1);
      decimals = digits.size() - point - 1;
    }
    all.erase(0, std::min(all.find_first_not_of('0'), all.size() - 1));  // "0..." reads as octal
    charge(4 * all.size());
    return Rational(Integer(all), pow(Integer(10), static_cast<unsigned>(decimals)));
  }

  /// Digits under a bar after `literal_text`: 0.1\overline{6}.
  Rational repeating(const std::string& literal_text, const Rational& value) {
    expect("{");
    if (!next_is(TokenKind::number) || at_->text.find('.') != std::string::npos) {
      throw NotArithmetic{};
    }
    const std::string period = (at_++)->text;
    expect("}");
    const std::size_t decimals = literal_text.size() - literal_text.find('.') - 1;
    charge(4 * (decimals + period.size()));
    const Integer shift = pow(Integer(10), static_cast<unsigned>(decimals));
    const Integer nines = pow(Integer(10), static_cast<unsigned>(period.size())) - 1;
    return value + literal(period) / Rational(shift * nines);
  }

  static bool is_positive_integer(const Rational& value) {
    return denominator(value) == 1 && value > 0;
  }

  /// A literal, and what makes it a mixed number or one with an exponent: 1\frac12, 3 1/2, 2e5.
  Rational number() {
    const Token& token = *at_++;
    Rational value = literal(token.text);
    if (next_is("\\overline") && token.text.find('.') != std::string::npos) {
      ++at_;
      return repeating(token.text, value);
    }
    if (at_ != end_ && (at_->is("e") || at_->is("E")) && !at_->spaced) {
      ++at_;
      const Rational exponent = (accept("+"), signed_number());
      if (denominator(exponent) != 1 || abs(exponent) > most_exponent) {
        throw NotArithmetic{};
      }
      return combine('*', value, raise(10, static_cast<long>(numerator(exponent))));
    }
    if (next_is("\\frac") && is_positive_integer(value)) {
      const Rational part = fraction();
      const bool proper = numerator(part) > 0 && numerator(part) < denominator(part);
      return combine(proper ? '+' : '*', value, part);
    }
    const bool plain_fraction = end_ - at_ >= 3 && at_[0].kind == TokenKind::number &&
                                at_[0].spaced && at_[1].is("/") && at_[2].kind == TokenKind::number;
    if (plain_fraction && denominator(value) == 1) {
      const Rational part = combine('/', literal(at_[0].text), literal(at_[2].text));
      at_ += 3;
      return combine('+', value, part);
    }
    return value;
  }

  /// An argument of \frac or \sqrt: a group, or one digit of a number (\frac12).
  Rational argument() {
    if (next_is("{") || next_is("(")) {
      return primary();
    }
    if (!next_is(TokenKind::number)) {
      throw NotArithmetic{};
    }
    if (rest_.empty()) {
      rest_ = at_->text;
    }
    Rational digit = literal(rest_.substr(0, 1));
    rest_.erase(0, 1);
    if (rest_.empty()) {
      ++at_;
    }
    return digit;
  }

  Rational fraction() {
    expect("\\frac");
    const Rational top = argument();
    // \frac1{72}: what is left of the first number must be nothing.
    const Rational bottom = argument();
    if (!rest_.empty()) {
      throw NotArithmetic{};
    }
    return combine('/', top, bottom);
  }

  Rational root() {
    expect("\\sqrt");
    if (next_is("[")) {
      throw NotArithmetic{};
    }
    Rational radicand;
    if (next_is(TokenKind::number)) {
      radicand = literal((at_++)->text);
    } else {
      radicand = primary();
    }
    if (radicand < 0) {
      throw NotArithmetic{};
    }
    const Integer top = sqrt(Integer(numerator(radicand)));
    const Integer bottom = sqrt(Integer(denominator(radicand)));
    if (top * top != numerator(radicand) || bottom * bottom != denominator(radicand)) {
      throw NotArithmetic{};
    }
    return Rational(top, bottom);
  }

  Rational primary() {
    if (next_is(TokenKind::number)) {
      return number();
    }
    if (next_is("\\frac")) {
      return fraction();
    }
    if (next_is("\\sqrt")) {
      return root();
    }
    const bool group = next_is("{");
    expect(group ? "{" : "(");
    Rational value = sum();
    expect(group ? "}" : ")");
    return value;
  }

  const Token* at_;
  const Token* end_;
  std::string rest_;  ///< digits of the number at at_ that \frac12 has not taken yet
  std::size_t work_ = 0;
  int depth_ = 0;
};

/// Integers joined by "-", of which one is padded with a zero or that spell year, month and day.
bool is_date(const Token* begin, const Token* end) {
  const std::ptrdiff_t size = end - begin;
  bool padded = false;
  for (std::ptrdiff_t i = 0; i < size; ++i) {
    const bool integer =
        begin[i].kind == TokenKind::number && begin[i].text.find('.') == std::string::npos;
    if (i % 2 == 0 ? !integer : !begin[i].is("-")) {
      return false;
    }
    padded = padded || (begin[i].text.size() > 1 && begin[i].text[0] == '0');
  }
  const bool year_month_day = size == 5 && begin[0].text.size() == 4 && begin[2].text.size() <= 2 &&
                              begin[4].text.size() <= 2;
  return size > 2 && size % 2 == 1 && (padded || year_month_day);
}

}  // namespace

std::optional<Rational> evaluate(const Token* begin, const Token* end) {
  if (begin == end || is_date(begin, end)) {
    return std::nullopt;
  }
  try {
    return Evaluator(begin, end).run();
  } catch (const NotArithmetic&) {
    return std::nullopt;
  }
}

std::string to_text(const Rational& value) {
  return denominator(value) == 1 ? numerator(value).str() : value.str();
}

}  // namespace assay
