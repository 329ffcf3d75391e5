// Sums, products and powers.
#include <algorithm>
#include <cctype>

#include "graders/math/parser/number_words.hpp"
#include "graders/math/parser/parser.hpp"
#include "graders/math/parser/vocabulary.hpp"
#include "graders/text.hpp"

namespace assay::math {

namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return std::isdigit(c) != 0; });
}

}  // namespace

/// Signs in front of a factor: the number of minus signs.
int Parser::take_signs() {
  int minus = 0;
  while (at_any({"+", "-"})) {
    minus += take().is("-") ? 1 : 0;
  }
  return minus;
}

/// -(5%) is (-5)%.
Expression Parser::negated(Expression value) {
  if (value.kind == Kind::quantity) {
    value.args[0] = make(Kind::negative, "", {std::move(value.args[0])});
    return value;
  }
  return make(Kind::negative, "", {std::move(value)});
}

/// Terms; a double sign binds all that stands before it.
Expression Parser::sum() {
  std::vector<Expression> terms;
  const auto collected = [&] {
    return terms.size() == 1 ? std::move(terms[0]) : make(Kind::sum, "", std::move(terms));
  };
  int double_signs = 0;
  for (bool first = true; first || at_any({"+", "-", "\\pm", "\\mp"}); first = false) {
    if (!first && at("-") && peek(1).is("\\{")) {
      break;  // a set is taken away
    }
    const bool plus_minus = at_any({"\\pm", "\\mp"}) || (first && at("+") && peek(1).is("-"));
    const std::string sign = at("\\mp") ? "-+" : "+-";
    if (plus_minus) {
      take();
      skip("-");
    }
    Expression next = signed_term();
    if (!plus_minus) {
      terms.push_back(std::move(next));
      continue;
    }
    if (++double_signs > 8) {
      fail("more than eight double signs");
    }
    std::vector<Expression> operands;
    if (!terms.empty()) {
      operands.push_back(collected());
    }
    operands.push_back(std::move(next));
    terms.clear();
    terms.push_back(make(Kind::plus_minus, sign, std::move(operands)));
  }
  return modulo(collected());
}

Expression Parser::signed_term() {
  const bool minus = take_signs() % 2 == 1;
  Expression value = term();
  return minus ? negated(std::move(value)) : value;
}

/// "3 (mod 7)", "3 \pmod 7"
Expression Parser::modulo(Expression value) {
  const bool bracket = at("(") && peek(1).is_letters("mod");
  if (!bracket && !at_any({"\\pmod", "\\bmod"}) && !peek().is_letters("mod")) {
    return value;
  }
  if (bracket) {
    take();
  }
  take();
  Expression modulus = factor();
  if (bracket) {
    expect(")");
  }
  return make(Kind::function, "mod", {std::move(value), std::move(modulus)});
}

/// One quantity among the factors gives its unit to the whole: 3 * 5% is 15%.
Expression Parser::product(std::vector<Expression> factors) {
  if (factors.size() == 1) {
    return std::move(factors.front());
  }
  const auto is_quantity = [](const Expression& e) { return e.kind == Kind::quantity; };
  const auto is_text = [](const Expression& e) { return e.kind == Kind::text; };
  if (std::any_of(factors.begin(), factors.end(), is_text)) {
    fail("words among factors");
  }
  const auto found = std::find_if(factors.begin(), factors.end(), is_quantity);
  if (found == factors.end() || std::count_if(factors.begin(), factors.end(), is_quantity) > 1) {
    return make(Kind::product, "", std::move(factors));
  }
  Expression quantity = std::move(*found);
  *found = std::move(quantity.args[0]);
  quantity.args[0] = make(Kind::product, "", std::move(factors));
  return quantity;
}

Expression Parser::signed_factor() {
  const bool minus = take_signs() % 2 == 1;
  Expression value = factor();
  return minus ? negated(std::move(value)) : value;
}

/// Factors and divisors from left to right: a / b c is (a / b) c.
Expression Parser::term() {
  std::vector<Expression> above{factor()};
  std::vector<Expression> below;
  for (bool divided = false;;) {  // divided: the last factor was a divisor
    const bool times_letter = (peek().is_letters("x") || peek().is_letters("X")) &&
                              above.back().kind == Kind::number &&
                              peek(1).kind == TokenKind::number;
    const std::string_view scale =
        peek().kind == TokenKind::letters ? scale_of(peek().text) : std::string_view();
    if (at("*") || times_letter) {
      take();
      above.push_back(signed_factor());
      divided = false;
    } else if (at_any({"\\cross", "\\compose"})) {  // in this order
      std::string name(take().text.substr(1));
      Expression left = std::move(above.back());
      above.back() = make(Kind::function, std::move(name), {std::move(left), signed_factor()});
      divided = false;
    } else if (at("/")) {
      take();
      below.push_back(signed_factor());
      divided = true;
    } else if (!scale.empty()) {  // 5 million
      take();
      above.push_back(make(Kind::number, std::string(scale)));
    } else if (factor_ahead()) {
      ambiguous_quotient_ = ambiguous_quotient_ || divided;
      (divided && tight_ ? below : above).push_back(factor());
    } else {
      return quotient(std::move(above), std::move(below));
    }
  }
}

Expression Parser::quotient(std::vector<Expression> above, std::vector<Expression> below) {
  if (above.size() > 1 && names_domain(above.back())) {  // "2 k pi (k in Z)"
    above.pop_back();
  }
  const bool half_open = above.size() == 2 && above[1].kind == Kind::tuple &&
                         (above[1].text == "(]" || above[1].text == "[)");
  if (half_open && below.empty() && above[0].kind == Kind::symbol) {
    return make(Kind::relation, "in", std::move(above));  // "t (0, 4]" for t in (0, 4]
  }
  Expression top = product(std::move(above));
  if (below.empty()) {
    return top;
  }
  Expression bottom = product(std::move(below));
  if (top.kind == Kind::quantity && bottom.kind != Kind::quantity) {
    top.args[0] = make(Kind::quotient, "", {std::move(top.args[0]), std::move(bottom)});
    return top;
  }
  return make(Kind::quotient, "", {std::move(top), std::move(bottom)});
}

/// Whether another factor follows without a sign between.
bool Parser::factor_ahead() const {
  const Token& token = peek();
  switch (token.kind) {
    case TokenKind::number:
      return at_ > 0 && tokens_[at_ - 1].kind != TokenKind::number;
    case TokenKind::letters:
      return !in_ahead() && !connective_ahead() && !condition_ahead() && !word_ahead() &&
             !unit_ahead() && !half_of_day_ahead() && !(token.is_letters("mod")) &&
             !(token.is_letters("U") && token.spaced && at_ > 0 &&
               (tokens_[at_ - 1].is(")") || tokens_[at_ - 1].is("]")));
    case TokenKind::command:
      return !is_operator(token.text) && !currency_ahead() && !at_any({"\\|", "\\{", "\\dots"});
    case TokenKind::symbol:
      if (at("(")) {
        return !peek(1).is_letters("mod");
      }
      return at("[") || at("{") ||
             (at("|") && around_.open_bars == 0 && !around_.in_builder && bars_after_[at_] >= 2);
    case TokenKind::end:
      break;
  }
  return false;
}

/// An atom with its powers, factorials and signs of percent or degree.
Expression Parser::factor() { return postfix(atom()); }

bool Parser::degree_ahead() const {
  return at("\\degree") || (at("^") && peek(1).is("\\degree")) ||
         (at("^") && peek(1).is("{") && peek(2).is("\\degree") && peek(3).is("}"));
}

Expression Parser::postfix(Expression base) {
  for (int count = 0;; ++count) {
    if (count > 8) {
      fail("too many signs behind a factor");
    }
    if (degree_ahead()) {
      base = degrees(std::move(base));
    } else if (skip("^")) {
      base = raised(std::move(base));
    } else if (skip("!")) {
      const bool twice = !peek().spaced && skip("!");
      base = make(Kind::function, twice ? "factorial2" : "factorial", {std::move(base)});
    } else if (skip("\\%")) {
      base = make(Kind::quantity, "percent", {std::move(base)});
    } else if (currency_ahead() && peek(1).kind != TokenKind::number &&
               base.kind != Kind::quantity) {  // 5 euro
      base = make(Kind::quantity, currency(), {std::move(base)});
    } else {
      return base;
    }
  }
}

/// Behind "^": an exponent, or the letters of an ordinal, 12^{th}.
Expression Parser::raised(Expression base) {
  const bool braced = at("{");
  const std::string_view end = peek(braced ? 1 : 0).text;
  const bool ordinal = end == "th" || end == "st" || end == "nd" || end == "rd";
  if (!ordinal || base.kind == Kind::quantity) {
    return make(Kind::power, "", {std::move(base), exponent()});
  }
  skip("{");
  take();
  if (braced) {
    expect("}");
  }
  return make(Kind::quantity, "th", {std::move(base)});
}

Expression Parser::degrees(Expression base) {
  const bool power = skip("^");
  const bool braced = power && skip("{");
  expect("\\degree");
  if (braced) {
    expect("}");
  }
  std::string unit = "degree";
  if ((peek().is_letters("C") || peek().is_letters("F")) && peek(1).kind != TokenKind::letters) {
    unit = take().is_letters("C") ? "celsius" : "fahrenheit";
  }
  return make(Kind::quantity, std::move(unit), {std::move(base)});
}

/// What stands behind "^"; towers lean right.
Expression Parser::exponent() {
  const Nest nest(*this);
  Expression result = exponent_part();
  if (at("^") && !peek(1).is("\\degree")) {
    take();
    result = make(Kind::power, "", {std::move(result), exponent()});
  }
  return result;
}

Expression Parser::exponent_part() {
  if (at_any({"+", "-", "*"})) {
    const std::string sign(peek().text);
    const Token& next = peek(1);
    const bool alone = sign == "*" || next.kind == TokenKind::end || next.is(")") || next.is("}") ||
                       next.is(",") || next.is("=");
    if (alone) {
      take();
      return make(Kind::symbol, sign);
    }
    const bool minus = take_signs() % 2 == 1;
    Expression value = argument();
    return minus ? negated(std::move(value)) : value;
  }
  if (at("{") && at_any({"+", "-", "*", "\\prime"}, 1) && peek(2).is("}")) {
    take();
    const std::string sign(take().text);
    take();
    return make(Kind::symbol, sign);
  }
  if (peek().kind == TokenKind::number) {
    return plain_number(take());
  }
  return argument();
}

Expression Parser::atom() {
  const Nest nest(*this);
  const Token& token = peek();
  switch (token.kind) {
    case TokenKind::number:
      return number();
    case TokenKind::letters:
      return letters();
    case TokenKind::command:
      return command();
    case TokenKind::symbol:
      if (at("(") || at("[")) {
        return bracketed();
      }
      if (at("{")) {
        return group();
      }
      if (at("|")) {
        return bars("|", "abs");
      }
      break;
    case TokenKind::end:
      break;
  }
  fail("no value here");
}

/// One argument of a LaTeX command: a group, or one digit, letter or command.
Expression Parser::argument() {
  const Nest nest(*this);
  Token& token = tokens_[at_];
  if (token.kind == TokenKind::number) {
    const bool splits = token.text.size() > 1 && is_digits(token.text.substr(0, 2));
    if (!splits) {
      return plain_number(take());
    }
    Expression digit = make(Kind::number, std::string(token.text.substr(0, 1)));
    token.text.remove_prefix(1);
    token.spaced = false;
    return digit;
  }
  if (at("{")) {
    return group();
  }
  if (token.kind == TokenKind::letters || token.kind == TokenKind::command || at("(") || at("|")) {
    return atom();
  }
  fail("an argument is missing");
}

}  // namespace assay::math
