#include "graders/math/parser/parser.hpp"

#include <algorithm>
#include <utility>

#include "graders/math/parse.hpp"

namespace assay::math {

Parser::Nest::Nest(Parser& parser) : parser_(parser) {
  if (++parser_.depth_ > most_answer_depth) {
    --parser_.depth_;
    throw TooLarge("nested deeper than " + std::to_string(most_answer_depth));
  }
}

namespace {

struct Bracket {
  std::size_t begin = 0;
  bool comma = false;
};

/// "&" in \begin{aligned} only aligns.
std::vector<Token> without_alignment(std::vector<Token> tokens) {
  std::vector<Token> kept;
  bool aligned = false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].is("\\begin") && i + 2 < tokens.size()) {
      const std::string_view name = tokens[i + 2].text;
      aligned = name == "aligned" || name == "align" || name == "split" || name == "gathered";
    } else if (tokens[i].is("\\end")) {
      aligned = false;
    }
    if (!aligned || !tokens[i].is("&")) {
      kept.push_back(tokens[i]);
    }
  }
  return kept;
}

}  // namespace

Parser::Parser(std::vector<Token> tokens, bool tight)
    : tokens_(without_alignment(std::move(tokens))), tight_(tight) {
  has_comma_.resize(tokens_.size());
  bars_after_.resize(tokens_.size() + 1);
  std::vector<Bracket> open;
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    const Token& token = tokens_[i];
    if (token.is("(") || token.is("[") || token.is("\\{") || token.is("{")) {
      open.push_back({i, false});
    } else if (token.is(")") || token.is("]") || token.is("\\}") || token.is("}")) {
      if (!open.empty()) {
        const bool round = tokens_[open.back().begin].is("(") == token.is(")");
        has_comma_[open.back().begin] = open.back().comma && round;
        open.pop_back();
      }
    } else if (token.is(",") && !open.empty()) {
      open.back().comma = true;
    }
  }
  for (std::size_t i = tokens_.size(); i-- > 0;) {
    bars_after_[i] = bars_after_[i + 1] + (tokens_[i].is("|") ? 1 : 0);
  }
}

Expression Parser::answer() {
  Expression result = proposition_ahead() ? proposition() : list(true);
  while (skip(".") || skip(",") || skip(";")) {
  }
  if (peek().kind != TokenKind::end) {
    fail("something is left over");
  }
  return result;
}

const Token& Parser::peek(std::size_t ahead) const {
  return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

bool Parser::at_any(std::initializer_list<std::string_view> texts, std::size_t ahead) const {
  const Token& token = peek(ahead);
  return std::any_of(texts.begin(), texts.end(),
                     [&](std::string_view text) { return token.is(text); });
}

Token Parser::take() {
  const Token token = peek();
  if (at_ + 1 < tokens_.size()) {
    ++at_;
  }
  return token;
}

bool Parser::skip(std::string_view text) {
  if (!at(text)) {
    return false;
  }
  take();
  return true;
}

void Parser::expect(std::string_view text) {
  if (!skip(text)) {
    fail(text);
  }
}

void Parser::fail(std::string_view why) { throw NotMathematics(std::string(why)); }

Expression Parser::make(Kind kind, std::string text, std::vector<Expression> args) {
  if (++nodes_ > most_answer_nodes) {
    throw TooLarge("more than " + std::to_string(most_answer_nodes) + " parts");
  }
  return {kind, std::move(text), std::move(args)};
}

}  // namespace assay::math
