// Numbers: digits, bases, mixed numbers, money.
#include <algorithm>
#include <cctype>

#include "graders/math/parser/parser.hpp"
#include "graders/math/parser/vocabulary.hpp"
#include "graders/text.hpp"

namespace assay::math {

namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool is_base_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); });
}

/// Whether a proper fraction: `1\frac12` is mixed, `2\frac32` a product.
bool is_below(std::string_view numerator, std::string_view denominator) {
  const auto digits = [](std::string_view text) {
    return text.substr(std::min(text.find_first_not_of('0'), text.size()));
  };
  const std::string_view n = digits(numerator);
  const std::string_view d = digits(denominator);
  return n.size() != d.size() ? n.size() < d.size() : n < d;
}

/// 0.1(6) of 0.1666, 0.(36) of 0.3636: a cycle that is written out at least three times, or twice
/// if it has several digits and begins at the point (2.718281828 is e). Empty if there is none.
std::string with_cycle(const std::string& decimal) {
  const std::size_t point = decimal.find('.');
  for (std::size_t size = 1; size <= 12; ++size) {
    if (point + 1 + 2 * size > decimal.size()) {
      break;
    }
    const std::string cycle = decimal.substr(decimal.size() - size);
    std::size_t begin = decimal.size() - size;
    std::size_t count = 1;
    while (begin >= point + 1 + size && decimal.compare(begin - size, size, cycle) == 0) {
      begin -= size;
      ++count;
    }
    if (count >= 3 || (count == 2 && size > 1 && begin == point + 1)) {
      return decimal.substr(0, begin) + "(" + cycle + ")";
    }
  }
  return "";
}

}  // namespace

/// Digits as written; "1.5e3" is a product.
Expression Parser::plain_number(const Token& token) {
  const std::size_t e = token.text.find_first_of("eE");
  std::string digits = digits_of(token.text.substr(0, e));
  if (digits.back() == '.') {
    digits.pop_back();
  }
  Expression mantissa = make(Kind::number, std::move(digits));
  if (e == std::string_view::npos) {
    return mantissa;
  }
  std::string_view power = token.text.substr(e + 1);
  const bool minus = power[0] == '-';
  power.remove_prefix(is_digits(power) ? 0 : 1);
  Expression exponent = make(Kind::number, std::string(power));
  if (minus) {
    exponent = negated(std::move(exponent));
  }
  return make(Kind::product, "",
              {std::move(mantissa),
               make(Kind::power, "", {make(Kind::number, "10"), std::move(exponent)})});
}

/// 1011_2, 3A_{16}, 52_{\text{eight}}: digits and a base.
bool Parser::based(Expression& result) {
  std::string digits;
  std::size_t ahead = 0;
  for (; ahead < 32; ++ahead) {
    const Token& token = peek(ahead);
    const bool part = token.kind == TokenKind::number || token.kind == TokenKind::letters;
    if (!part || !is_base_digits(token.text) || (ahead > 0 && token.spaced)) {
      break;
    }
    digits += token.text;
  }
  if (ahead == 0 || !peek(ahead).is("_")) {
    return false;
  }
  std::size_t inner = ahead + 1;
  const bool braced = peek(inner).is("{");
  inner += braced ? 1 : 0;
  inner += peek(inner).is_letters("base") ? 1 : 0;
  inner += peek(inner).is("(") ? 1 : 0;
  const int base = base_of(lower(peek(inner).text));
  if (base == 0 || (!is_digits(digits) && base < 11)) {
    return false;
  }
  at_ += inner + 1;
  skip(")");
  if (braced) {
    expect("}");
  }
  result = make(Kind::based, digits,
                {make(Kind::number, digits), make(Kind::number, std::to_string(base))});
  return true;
}

/// "1\frac{1}{2}" and "1 1/2", proper fractions only.
bool Parser::mixed_ahead() const {
  if (at("\\frac")) {
    const auto part = [&](std::size_t ahead, std::size_t& next) -> std::string_view {
      const bool braced = peek(ahead).is("{");
      const Token& token = peek(ahead + (braced ? 1 : 0));
      next = ahead + (braced ? 3 : 1);
      const bool closed = !braced || peek(ahead + 2).is("}");
      return token.kind == TokenKind::number && closed && is_digits(token.text) ? token.text : "";
    };
    std::size_t next = 0;
    const std::string_view first = part(1, next);
    if (first.size() == 2 && !peek(1).is("{")) {  // \frac12
      return first[0] < first[1];
    }
    const std::string_view second = part(next, next);
    return !first.empty() && !second.empty() && is_below(first, second);
  }
  return peek().kind == TokenKind::number && peek().spaced && peek(1).is("/") && !peek(1).spaced &&
         peek(2).kind == TokenKind::number && is_digits(peek().text) && is_digits(peek(2).text) &&
         is_below(peek().text, peek(2).text);
}

/// The repeating part behind "0.1": \overline{6}
bool Parser::repeating(std::string& digits) {
  if (digits.find('.') == std::string::npos || !at_any({"\\overline", "\\bar", "\\dot"})) {
    return false;
  }
  const bool dot = take().is("\\dot");
  const bool braced = skip("{");
  if (peek().kind != TokenKind::number || !is_digits(peek().text)) {
    fail("no repeating digits");
  }
  std::string cycle(take().text);
  if (braced) {
    expect("}");
  }
  if (dot) {
    cycle += rest_of_dotted_cycle();
  }
  digits += "(" + cycle + ")";
  return true;
}

/// Behind the first dot of 0.\dot{1}4285\dot{7}.
std::string Parser::rest_of_dotted_cycle() {
  const bool inner = peek().kind == TokenKind::number && is_digits(peek().text);
  if (!peek(inner ? 1 : 0).is("\\dot")) {
    return "";
  }
  std::string digits(inner ? take().text : "");
  take();
  const bool braced = skip("{");
  if (peek().kind != TokenKind::number || !is_digits(peek().text)) {
    fail("no repeating digits");
  }
  digits += take().text;
  if (braced) {
    expect("}");
  }
  return digits;
}

bool Parser::ordinal_ahead() const {
  const Token& token = peek();
  return (!token.spaced || token.in_text) && (token.is_letters("th") || token.is_letters("st") ||
                                              token.is_letters("nd") || token.is_letters("rd"));
}

/// The fraction behind an integer.
Expression Parser::mixed(Expression integer) {
  if (skip("\\frac")) {
    return make(Kind::sum, "", {std::move(integer), fraction()});
  }
  Expression numerator = plain_number(take());
  expect("/");
  Expression denominator = plain_number(take());
  return make(Kind::sum, "",
              {std::move(integer),
               make(Kind::quotient, "", {std::move(numerator), std::move(denominator)})});
}

/// A number with all that makes it one: base, repetition, spaced groups, fraction, ordinal.
Expression Parser::number() {
  Expression in_base;
  if (based(in_base)) {
    return in_base;
  }
  const Token token = take();
  if (!is_digits(token.text)) {
    std::string digits = digits_of(token.text);
    if (repeating(digits)) {
      if (peek().kind == TokenKind::number && !peek().spaced) {
        fail("digits behind a repeating part");
      }
      return make(Kind::number, std::move(digits));
    }
    if (at("\\dots") && !peek().spaced && token.text.find('.') != std::string_view::npos) {
      take();
      if (const std::string cycle = with_cycle(digits); !cycle.empty()) {
        return make(Kind::number, cycle);  // 0.333...
      }
    }
    return plain_number(token);
  }
  std::string digits(token.text);
  const auto group_ahead = [&] {  // 10 000
    const Token& next = peek();
    return next.kind == TokenKind::number && next.spaced && next.text.size() == 3 &&
           is_digits(next.text) && !peek(1).is("/");
  };
  while (token.text.size() <= 3 && token.text[0] != '0' && group_ahead()) {
    digits += take().text;
  }
  Expression integer = make(Kind::number, std::move(digits));
  if (mixed_ahead()) {
    return mixed(std::move(integer));
  }
  if (ordinal_ahead()) {
    take();
    return make(Kind::quantity, "th", {std::move(integer)});
  }
  return integer;
}

bool Parser::currency_ahead() const { return at_any({"\\$", "\\euro", "\\pound", "\\yen"}); }

std::string Parser::currency() {
  const Token sign = take();
  return sign.is("\\$") ? "dollar" : std::string(sign.text.substr(1));
}

/// \$5, -\$5, \$-5
Expression Parser::money() {
  std::string name = currency();
  const bool minus = take_signs() % 2 == 1;
  Expression value = atom();
  if (minus) {
    value = negated(std::move(value));
  }
  return make(Kind::quantity, std::move(name), {std::move(value)});
}

}  // namespace assay::math
