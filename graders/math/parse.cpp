#include "graders/math/parse.hpp"

#include <algorithm>
#include <utility>

#include "graders/math/parser/labels.hpp"
#include "graders/math/parser/marks.hpp"
#include "graders/math/parser/number_words.hpp"
#include "graders/math/parser/parameters.hpp"
#include "graders/math/parser/parser.hpp"
#include "graders/math/parser/shorthand.hpp"
#include "graders/math/parser/tokens.hpp"

namespace assay::math {

namespace {

bool has_mathematics(const std::vector<Token>& tokens) {
  return std::any_of(tokens.begin(), tokens.end(), [](const Token& token) {
    return token.kind == TokenKind::command || token.is("^") || token.is("_") || token.is("{");
  });
}

/// "01-05" is a range, a score or a date: a leading zero is no part of a difference.
bool is_dashed(const std::vector<Token>& tokens) {
  const auto leading_zero = [](const Token& token) {
    return token.kind == TokenKind::number && token.text.size() > 1 && token.text[0] == '0' &&
           token.text[1] != '.';
  };
  return tokens.size() == 4 && tokens[0].kind == TokenKind::number && tokens[1].is("-") &&
         tokens[2].kind == TokenKind::number &&
         (leading_zero(tokens[0]) || leading_zero(tokens[2]));
}

/// "2 to 3", "5 by n": no product of letters.
bool is_joined_by_words(const std::vector<Token>& tokens) {
  bool joined = false;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    const Token& token = tokens[i];
    const bool joint = i % 2 == 1;
    const bool value = token.kind == TokenKind::number ||
                       (token.kind == TokenKind::letters && token.text.size() == 1);
    if (joint ? !(token.is_letters("to") || token.is_letters("by")) : !value) {
      return false;
    }
    joined = joined || joint;
  }
  return joined && tokens.size() % 2 == 0;
}

bool is_scalar_product(const Expression& e) {
  const bool product = e.kind == Kind::product || e.kind == Kind::quotient;
  return product || (e.kind == Kind::negative && is_scalar_product(e.args.front())) ||
         (e.kind == Kind::quantity && is_scalar_product(e.args.front()));
}

struct Reading {
  Expression expression;
  bool ambiguous = false;  ///< a quotient that can be read otherwise
  std::string unread;
};

Reading read_statement(const std::vector<Token>& tokens, bool tight) {
  try {
    Parser parser(without_shorthand(with_units_for_marks(tokens)), tight);
    Expression result = parser.answer();
    if (result.kind == Kind::symbol && result.text.size() == 1 && result.text[0] <= 'Z') {
      result.kind = Kind::choice;  // {A}
    }
    return {std::move(result), parser.ambiguous_quotient(), ""};
  } catch (const NotMathematics& error) {
    return {{Kind::text, prose(tokens), {}}, false, has_mathematics(tokens) ? error.what() : ""};
  }
}

Reading read(const std::vector<Token>& written, bool tight) {
  const std::vector<Token> tokens = without_label(without_hedge(written));
  if (is_dashed(tokens) || is_joined_by_words(tokens)) {
    return {{Kind::text, prose(tokens), {}}, false, ""};
  }
  if (const auto choice = read_choice(tokens)) {
    Expression result{Kind::choice, choice->letter, {}};
    if (!choice->content.empty()) {
      result.args.push_back(read_statement(choice->content, tight).expression);
    }
    return {std::move(result), false, ""};
  }
  try {
    if (auto amount = read_amount(tokens)) {
      return {std::move(*amount), false, ""};
    }
  } catch (const NotMathematics&) {  // "one hour maybe": words
  }
  if (auto date = read_date(tokens)) {
    return {std::move(*date), false, ""};
  }
  return read_statement(tokens, tight);
}

}  // namespace

Parsed parse_answer(std::string_view text) {
  Parsed parsed;
  if (text.size() > most_answer_bytes) {
    parsed.problem = "longer than " + std::to_string(most_answer_bytes) + " bytes";
    return parsed;
  }
  try {
    const Tokens tokens(text, true);
    if (tokens.list().size() == 1) {
      parsed.problem = "nothing is written";
      return parsed;
    }
    Reading first = read(tokens.list(), false);
    parsed.expression = std::move(first.expression);
    parsed.unread = std::move(first.unread);
    parsed.parameters = parameters_of(tokens.list());
    if (tokens.bare_thousands()) {
      const Tokens apart(text, false);
      parsed.others.push_back(read(apart.list(), false).expression);
    }
    if (first.ambiguous) {
      parsed.others.push_back(read(tokens.list(), true).expression);
    }
    const std::vector<Token> measured = with_bare_units(tokens.list());
    if (!measured.empty() && is_scalar_product(parsed.expression)) {
      parsed.others.push_back(read(measured, false).expression);
      parsed.bare_unit = true;
    }
    parsed.ok = !(parsed.expression.kind == Kind::text && parsed.expression.text.empty());
    parsed.problem = parsed.ok ? "" : "nothing is written";
  } catch (const TooLarge& error) {
    parsed.problem = error.what();
  }
  return parsed;
}

}  // namespace assay::math
