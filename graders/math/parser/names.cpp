// Letters: symbols with their indices, words, constants, figures.
#include <algorithm>
#include <array>
#include <cctype>

#include "graders/math/parser/parser.hpp"
#include "graders/math/parser/vocabulary.hpp"
#include "graders/text.hpp"

namespace assay::math {

namespace {

template <std::size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr auto function_letters =
    std::to_array<std::string_view>({"f", "g", "h", "F", "G", "H", "O", "o", "Theta", "Omega"});

}  // namespace

/// A run of letters: a word, a function, a constant, a Greek letter, or one symbol a letter.
Expression Parser::letters() {
  const std::string_view run = peek().text;
  if (at_ == split_) {
    return split_letters();
  }
  if (word_ahead()) {
    Expression word = words();
    word.kind = word.kind == Kind::text ? Kind::symbol : word.kind;  // inside a formula
    return word;
  }
  if (const auto name = function_meaning(run); name && *name != "inf") {
    take();
    return function(std::string(*name));
  }
  if (const auto constant = constant_meaning(run)) {
    take();
    return make(Kind::constant, std::string(*constant));
  }
  return is_greek(run) ? symbol(std::string(take().text)) : split_letters();
}

/// Takes a function or one letter off the run: "sinx", "xyz".
Expression Parser::split_letters() {
  const std::string_view run = peek().text;
  for (std::size_t size = std::min<std::size_t>(run.size() - 1, 7); size >= 2; --size) {
    const auto name = function_meaning(run.substr(0, size));
    if (name && run.size() - size <= 2 && *name != "inf") {
      tokens_[at_].text.remove_prefix(size);
      split_ = at_;
      return function(std::string(*name));
    }
  }
  std::size_t size = 1;  // of one character in UTF-8
  while (size < run.size() && (static_cast<unsigned char>(run[size]) & 0xC0U) == 0x80U) {
    ++size;
  }
  std::string name(run.substr(0, size));
  if (size == run.size()) {
    take();
    return symbol(std::move(name));
  }
  tokens_[at_].text.remove_prefix(size);
  tokens_[at_].spaced = false;
  split_ = at_;
  return name == "e" || name == "i" ? make(Kind::constant, std::move(name))
                                    : make(Kind::symbol, std::move(name));
}

/// x_1, x_{max}, x': without the signs of grouping.
std::string Parser::subscript() {
  const bool digits = peek().kind == TokenKind::number && !peek().spaced &&
                      peek().text.find_first_not_of("0123456789") == std::string_view::npos;
  if (digits) {  // x1 for x_1
    return "_" + std::string(take().text);
  }
  if (!at("_")) {
    return "";
  }
  take();
  std::string text = "_";
  if (!at("{")) {
    if (peek().kind == TokenKind::letters && !peek().in_text && peek().text.size() > 1 &&
        !function_meaning(peek().text)) {
      text += peek().text[0];
      tokens_[at_].text.remove_prefix(1);
      split_ = at_;
      return text;
    }
    if (peek().kind == TokenKind::end) {
      fail("a subscript is missing");
    }
    text += take().text;
  } else {
    int depth = 0;
    do {
      const Token token = take();
      depth += token.is("{") ? 1 : token.is("}") ? -1 : 0;
      if (token.kind == TokenKind::end) {
        fail("a subscript is not closed");
      }
      text += token.is("{") || token.is("}") ? "" : token.text;
    } while (depth > 0);
  }
  text.erase(std::remove(text.begin(), text.end(), '\\'), text.end());
  return text == "_" ? "" : text;
}

std::string Parser::primes() {
  std::string text;
  while (at("'") && text.size() < 4) {
    take();
    text += "'";
  }
  while (at("^") && ((peek(1).is("\\prime")) || (peek(1).is("{") && peek(2).is("\\prime")))) {
    take();
    const bool braced = skip("{");
    while (skip("\\prime")) {
      text += "'";
    }
    if (braced) {
      expect("}");
    }
  }
  return text;
}

/// Whether the bracket behind a name holds arguments and is no factor: f(...), x(t), I(0),
/// C(5, 2).
bool Parser::applied(const std::string& name) const {
  if (!at("(")) {
    return false;
  }
  if (one_of(name, function_letters) || name.back() == '\'') {
    return true;
  }
  const Token& inside = peek(1);
  const bool lone =
      peek(2).is(")") && (inside.kind == TokenKind::number ||
                          (inside.kind == TokenKind::letters && inside.text.size() == 1));
  return lone || has_comma_[at_];
}

Expression Parser::symbol(std::string name) {
  const std::string index = subscript();
  name += primes();
  name += index.empty() ? subscript() : index;
  if (name == "e" || name == "i") {
    return make(Kind::constant, std::move(name));
  }
  const bool inverse = one_of(name, function_letters) && at("^") && peek(1).is("{") &&
                       peek(2).is("-") && peek(3).text == "1" && peek(4).is("}") && peek(5).is("(");
  if (inverse) {
    at_ += 5;
    name += "^-1";
  }
  if (!inverse && !applied(name)) {
    return make(Kind::symbol, std::move(name));
  }
  Expression inside = bracketed();
  const bool several = inside.kind == Kind::tuple && inside.text == "()";
  std::vector<Expression> args;
  if (several) {
    args = std::move(inside.args);
  } else {
    args.push_back(std::move(inside));
  }
  const auto digits = [](const Expression& e) {
    return e.kind == Kind::number && e.text.size() <= 4 && e.text.find('.') == std::string::npos;
  };
  const bool chooses = name == "C" && args.size() == 2 && digits(args[0]) && digits(args[1]) &&
                       std::stoi(args[1].text) <= std::stoi(args[0].text);
  return make(Kind::function, chooses ? "binom" : std::move(name), std::move(args));
}

Expression Parser::accent(const std::string& word) {
  const bool bar = word == "bar" || word == "overline" || word == "overrightarrow";
  if (bar && at("{") && peek(1).text.size() > 1 && peek(2).is("}")) {  // a segment, digits
    take();
    std::string text = word + "(" + std::string(take().text) + ")";
    take();
    return make(Kind::symbol, std::move(text));
  }
  Expression inside = argument();
  if (inside.kind == Kind::symbol && word == "overrightarrow") {
    return inside;
  }
  if (inside.kind == Kind::symbol && bar && (inside.text == "z" || inside.text == "w")) {
    return make(Kind::function, "conj", {std::move(inside)});
  }
  if (inside.kind == Kind::symbol) {  // a mean, a conjugate, a complement: not the symbol
    const std::size_t index = std::min(inside.text.find('_'), inside.text.size());
    return symbol((bar ? "bar" : word) + "(" + inside.text.substr(0, index) + ")" +
                  inside.text.substr(index));
  }
  return make(Kind::function, word, {std::move(inside)});
}

Expression Parser::number_set() {
  const bool braced = skip("{");
  const Token token = take();
  if (braced) {
    expect("}");
  }
  const std::string_view letter = token.text;
  const std::string name = letter == "R"   ? "reals"
                           : letter == "Z" ? "integers"
                           : letter == "N" ? "naturals"
                           : letter == "Q" ? "rationals"
                           : letter == "C" ? "complexes"
                                           : std::string(letter);
  return make(Kind::symbol, name + subscript());
}

/// \angle A B C_1
Expression Parser::figure(const std::string& name) {
  std::string text = name + " ";
  while (peek().kind == TokenKind::letters && !connective_ahead()) {
    text += take().text;
    text += subscript() + primes();
  }
  return make(Kind::symbol, std::move(text));
}

}  // namespace assay::math
