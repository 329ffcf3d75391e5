// Formulas of logic: letters and predicates under connectives and quantifiers.
#include <algorithm>
#include <array>
#include <utility>

#include "graders/math/parser/parser.hpp"
#include "graders/math/parser/vocabulary.hpp"

namespace assay::math {

namespace {

struct Connective {
  std::string_view token;
  std::string_view name;
};

/// The loosest first.
constexpr auto connectives = std::to_array<Connective>(
    {{"\\iff", "iff"}, {"\\Rightarrow", "implies"}, {"\\lor", "or"}, {"\\land", "and"}});

bool is_connective(const Token& token) {
  return token.is("\\neg") || std::any_of(connectives.begin(), connectives.end(),
                                          [&](const Connective& c) { return token.is(c.token); });
}

bool is_quantifier(const Token& token) { return token.is("\\forall") || token.is("\\exists"); }

bool is_command_of_logic(const Token& token) {
  return is_connective(token) || is_quantifier(token) || token.is("\\to") || token.is("\\top") ||
         token.is("\\bot") || is_greek(token.text.substr(1));
}

}  // namespace

/// Whether all is a formula of logic: a connective, and neither numbers nor relations.
bool Parser::proposition_ahead() const {
  bool connected = false;
  int depth = 0;
  if (at_any({"\\Rightarrow", "\\iff"})) {
    return false;
  }
  for (std::size_t ahead = 0; peek(ahead).kind != TokenKind::end; ++ahead) {
    const Token& token = peek(ahead);
    connected = connected || is_connective(token);
    depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
    const bool index = ahead > 0 && (peek(ahead - 1).is("_") || peek(ahead - 1).is("{") ||
                                     peek(ahead - 1).kind == TokenKind::letters);
    bool fits = false;
    switch (token.kind) {
      case TokenKind::number:
        fits = index;
        break;
      case TokenKind::letters:
        fits = !connective_ahead(ahead);
        break;
      case TokenKind::command:
        fits = is_command_of_logic(token);
        break;
      case TokenKind::symbol:
        fits = at_any({"(", ")", "[", "]", "{", "}", "_", "'", "."}, ahead) ||
               (token.is(",") && depth > 0);
        break;
      case TokenKind::end:
        break;
    }
    if (!fits) {
      return false;
    }
  }
  return connected;
}

Expression Parser::proposition(std::size_t level) {
  if (level == connectives.size()) {
    return literal();
  }
  const Connective& connective = connectives[level];
  std::vector<Expression> parts{proposition(level + 1)};
  while (at(connective.token) || (connective.name == "implies" && at("\\to"))) {
    take();
    parts.push_back(proposition(level + 1));
  }
  return parts.size() == 1 ? std::move(parts.front())
                           : make(Kind::logic, std::string(connective.name), std::move(parts));
}

/// A letter, a predicate, a formula in brackets; each with its negations and quantifiers.
Expression Parser::literal() {
  const Nest nest(*this);
  if (skip("\\neg")) {
    return make(Kind::logic, "not", {literal()});
  }
  if (is_quantifier(peek())) {
    const std::string name(take().text.substr(1));
    Expression variable = atom();
    return make(Kind::logic, name, {std::move(variable), literal()});
  }
  for (const auto& [open, close] : {std::pair{"(", ")"}, {"[", "]"}, {"{", "}"}}) {
    if (skip(open)) {
      Expression inside = proposition();
      expect(close);
      return inside;
    }
  }
  if (word_ahead()) {
    return words();
  }
  std::vector<Expression> factors{factor()};
  while (factor_ahead() && !at("\\neg") && !at("\\exists")) {
    factors.push_back(factor());
  }
  return product(std::move(factors));
}

}  // namespace assay::math
