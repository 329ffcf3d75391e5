// Words: which letters are prose, and what joins statements.
#include <algorithm>
#include <array>
#include <cctype>

#include "graders/math/parser/number_words.hpp"
#include "graders/math/parser/parser.hpp"
#include "graders/math/parser/vocabulary.hpp"
#include "graders/text.hpp"

namespace assay::math {

namespace {

bool has_vowel(std::string_view word) {
  return word.find_first_of("aeiouyAEIOUY") != std::string_view::npos;
}

bool is_upper(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// "sinx", "cosnt": a function and its variables; "true" and "since" are words.
bool is_glued(std::string_view word, std::size_t variables) {
  const std::string_view tail = word.substr(word.size() - variables);
  return function_meaning(word.substr(0, word.size() - variables)) &&
         tail.find_first_not_of("xyztuvabknmABCXYZ") == std::string_view::npos;
}

bool names_reals(std::string_view text) {
  return text == "all real numbers" || text == "all reals" || text == "real numbers";
}

bool is_consecutive(std::string_view word) {
  for (std::size_t i = 1; i < word.size(); ++i) {
    if (word[i] != word[i - 1] + 1) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool Parser::connective_ahead(std::size_t ahead) const {
  const Token& token = peek(ahead);
  const std::string word =
      token.kind == TokenKind::letters && token.text.size() <= 3 && at_ + ahead != split_
          ? lower(token.text)
          : "";
  return token.is("\\land") || token.is("\\lor") || word == "and" || word == "or";
}

/// "where b is an integer", "for all n": says what a symbol stands for, not what the answer is.
bool Parser::condition_ahead() const {
  const Token& token = peek();
  if (token.is_letters("where")) {
    return true;
  }
  const Token& next = peek(1);
  return (token.is_letters("for") || token.is_letters("with") || token.is("\\forall")) &&
         (token.is("\\forall") || next.is_letters("all") || next.is_letters("any") ||
          next.is_letters("every") || next.is_letters("each") || next.is_letters("some") ||
          next.is_letters("integer") || next.is_letters("integers") || next.text.size() == 1);
}

/// Nothing that could make a run of letters a product touches it.
bool Parser::stands_alone(std::size_t ahead) const {
  const bool hyphen = peek(ahead + 1).is("-") && !peek(ahead + 1).spaced &&
                      peek(ahead + 2).kind == TokenKind::letters && !peek(ahead + 2).spaced &&
                      peek(ahead).text.size() > 2 && peek(ahead + 2).text.size() > 1;
  const auto joins = [](const Token& token) {
    return token.is("+") || token.is("-") || token.is("*") || token.is("/") || token.is("^") ||
           token.is("_") || token.is("(") || token.is("{") || token.kind == TokenKind::number;
  };
  const std::size_t here = at_ + ahead;
  const bool after = here > 0 && (joins(tokens_[here - 1]) || tokens_[here - 1].is(")")) &&
                     !tokens_[here - 1].is("(") && !tokens_[here - 1].is("{");
  const bool before_value = peek(ahead + 1).is("\\frac") || peek(ahead + 1).is("\\sqrt");
  return !after && (hyphen || !(joins(peek(ahead + 1)) || before_value));
}

/// Whether the letters are words and no product of symbols.
bool Parser::word_ahead(std::size_t ahead) const {
  const Token& token = peek(ahead);
  const std::string_view word = token.text;
  if (token.kind != TokenKind::letters || at_ + ahead == split_ || connective_ahead(ahead)) {
    return false;
  }
  if (static_cast<unsigned char>(word[0]) >= 0x80) {
    return true;
  }
  const Token& next = peek(ahead + 1);
  const bool more = next.kind == TokenKind::letters && next.spaced && next.text.size() > 1;
  const bool name = function_meaning(word) || constant_meaning(word) || is_greek(word);
  if (token.in_text) {
    const bool goes_on = more && next.in_text && !connective_ahead(ahead + 1);
    return goes_on || (word.size() > 1 && !name);
  }
  if (name || word.size() == 1) {
    return (word == "a" || word == "A") && more && word_ahead(ahead + 1);
  }
  return looks_like_word(word, ahead);
}

/// By its spelling, outside \text: short runs are products unless nothing joins them.
bool Parser::looks_like_word(std::string_view word, std::size_t ahead) const {
  const bool glued = is_glued(word, 1) || is_glued(word, 2);
  if (is_upper(word)) {
    return stands_alone(ahead) && !around_.in_group;
  }
  if (word.size() == 2) {
    const bool capital = is_upper(word.substr(0, 1)) && !around_.in_group;  // "Pb"
    return (is_short_word(word) || capital) && stands_alone(ahead);
  }
  if (word.size() > 4) {
    return has_vowel(word) && !glued;
  }
  return has_vowel(word) && !is_consecutive(word) && !around_.in_group && !glued &&
         stands_alone(ahead);
}

/// Words up to a comma, a connective or mathematics.
Expression Parser::words() {
  std::string text;
  bool first = true;
  for (;;) {
    const Token& token = peek();
    const bool letters =
        token.kind == TokenKind::letters && !connective_ahead() &&
        !(names_reals(text) && (token.is_letters("except") || token.is_letters("excluding")));
    const bool joins = (token.is("-") || token.is("'")) && !token.spaced && !first;
    if (!letters && !joins) {
      break;
    }
    text += (token.spaced && !first ? " " : "") + lower(token.text);
    take();
    first = false;
  }
  if (const auto constant = constant_meaning(text)) {
    return make(Kind::constant, std::string(*constant));
  }
  if (const std::int64_t value = numeral(text); value >= 0) {
    return make(Kind::number, std::to_string(value));
  }
  if (const std::int64_t place = ordinal(text); place > 0) {
    return make(Kind::quantity, "th", {make(Kind::number, std::to_string(place))});
  }
  if (text == "positive infinity" || text == "plus infinity") {
    return make(Kind::constant, "inf");
  }
  if (text == "noon" || text == "midnight") {
    return make(Kind::ratio, text == "noon" ? "pm" : "am",
                {make(Kind::number, "12"), make(Kind::number, "00")});
  }
  if (text == "negative infinity" || text == "minus infinity") {
    return make(Kind::negative, "", {make(Kind::constant, "inf")});
  }
  if (names_reals(text)) {
    return make(Kind::symbol, "reals");
  }
  return make(Kind::text, std::move(text));
}

}  // namespace assay::math
