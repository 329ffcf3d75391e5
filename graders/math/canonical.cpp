#include "graders/math/canonical.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "graders/math/exact.hpp"
#include "graders/math/formula_text.hpp"
#include "graders/math/latex.hpp"
#include "graders/text.hpp"

namespace assay {

namespace {

constexpr int most_nesting = 8;

using Range = std::pair<const Token*, const Token*>;

std::size_t size_of(Range range) { return static_cast<std::size_t>(range.second - range.first); }

int nesting(const Token& token) {
  if (token.kind != TokenKind::symbol && token.kind != TokenKind::command) {
    return 0;
  }
  constexpr std::array openers = {"(", "[", "{", "\\{", "\\begin"};
  constexpr std::array closers = {")", "]", "}", "\\}", "\\end"};
  const auto among = [&](const auto& list) {
    return std::any_of(list.begin(), list.end(), [&](const char* s) { return token.is(s); });
  };
  return among(openers) ? 1 : among(closers) ? -1 : 0;
}

bool is_separator(const Token& token) {
  return token.is(",") || token.is(";") || token.is("and") || token.is("or");
}

/// Splits at separators outside all brackets; "a, b, and c" has three parts.
template <typename IsSeparator>
std::vector<Range> split(Range range, IsSeparator separates) {
  std::vector<Range> parts;
  int depth = 0;
  const Token* begin = range.first;
  for (const Token* at = range.first; at != range.second; ++at) {
    depth += nesting(*at);
    if (depth == 0 && separates(*at)) {
      parts.emplace_back(begin, at);
      begin = at + 1;
    }
  }
  parts.emplace_back(begin, range.second);
  return parts;
}

/// Whether the first token's bracket closes with the last token.
bool is_enclosed(Range range) {
  if (size_of(range) < 2 || nesting(*range.first) != 1) {
    return false;
  }
  int depth = 0;
  for (const Token* at = range.first; at != range.second; ++at) {
    depth += nesting(*at);
    if (depth == 0) {
      return at + 1 == range.second;
    }
  }
  return false;
}

bool is_choice_letter(const Token& token) {
  const bool letter = token.kind == TokenKind::name || token.kind == TokenKind::text;
  return letter && token.text.size() == 1 && token.text[0] >= 'A' && token.text[0] <= 'Z';
}

/// "A", "(A)", "(A) 5", "A.", "A)", "A: 5".
std::string leading_choice(Range range) {
  const std::size_t size = size_of(range);
  const Token* t = range.first;
  if (size >= 3 && t[0].is("(") && is_choice_letter(t[1]) && t[2].is(")")) {
    return t[1].text;
  }
  if (size == 1 && is_choice_letter(t[0])) {
    return t[0].text;
  }
  if (size >= 2 && is_choice_letter(t[0]) && (t[1].is(".") || t[1].is(")") || t[1].is(":"))) {
    return t[0].text;
  }
  return {};
}

/// "5 million" is not 5 with a unit.
bool changes_value(std::string_view word) {
  constexpr std::array words = {"million", "billion", "thousand",  "hundred", "trillion",
                                "dozen",   "half",    "halves",    "thirds",  "quarters",
                                "squared", "cubed",   "factorial", "times",   "plus",
                                "minus",   "not",     "or",        "and",     "maybe"};
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// The content of \text: "square cm^2"; not "(or maybe 13)", "or 13", "million dollars".
bool is_unit_text(std::string_view text) {
  std::string word;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ' ';
    const std::string_view before = text.substr(0, i);
    if (c == ' ') {
      if (changes_value(lower(std::exchange(word, {})))) {
        return false;
      }
      continue;
    }
    word += c;
    const bool digit = c >= '0' && c <= '9';
    const char last = before.empty() ? ' ' : before.back();
    const bool power = last == '^' || last == '{' || std::isalpha(static_cast<unsigned char>(last));
    if (c == '(' || (digit && !power && before.find('^') == std::string_view::npos)) {
      return false;
    }
  }
  return true;
}

bool is_unit(const Token& token) {
  return (token.kind == TokenKind::word && !changes_value(token.text)) ||
         (token.kind == TokenKind::text && is_unit_text(token.text)) || token.is("\\degree") ||
         token.is("\\%") || token.is("\\$");
}

/// Takes what is not the value off both ends: currency before, units after. "cm^2" is one unit.
std::string take_unit(Range& range) {
  std::string unit;
  while (size_of(range) > 1 && range.first->is("\\$")) {
    unit = "$";
    ++range.first;
  }
  const Token* end = range.second;
  const Token* at = range.first;
  while (at != end && !is_unit(*at)) {
    ++at;
  }
  // "90^\circ": the caret belongs to the sign, with or without braces.
  const auto is_degree = [&](const Token* token) { return token != end && token->is("\\degree"); };
  for (const Token* caret = range.first; caret != end; ++caret) {
    if (caret->is("^") &&
        (is_degree(caret + 1) || (caret + 1 != end && caret[1].is("{") && is_degree(caret + 2)))) {
      at = std::min(at, caret);
      break;
    }
  }
  if (at == end || at == range.first) {
    return unit;
  }
  for (const Token* token = at; token != end; ++token) {
    const bool part = is_unit(*token) || token->is("^") || token->is("{") || token->is("}") ||
                      token->is("/") || token->is(".") || token->is("2") || token->is("3") ||
                      token->is("per");
    if (!part) {
      return unit;
    }
  }
  range.second = at;
  for (const Token* token = at; token != end; ++token) {
    const bool shape = token->is("{") || token->is("}") || token->is(".") ||
                       (token->is("^") && (is_degree(token + 1) || token[1].is("{")));
    unit += shape ? "" : token->is("\\degree") ? "deg" : token->is("\\%") ? "%" : token->text;
  }
  return unit;
}

/// "x =", "f(x) =", "x_1 =", "x \in": the name; the range then begins after it.
std::string take_name(Range& range) {
  std::string name;
  const Token* at = range.first;
  if (at == range.second ||
      (at->kind != TokenKind::name && at->kind != TokenKind::text && at->kind != TokenKind::word)) {
    return {};
  }
  for (int length = 0; at != range.second && length < 7; ++at, ++length) {
    if (at->is("=") || at->is("\\in")) {
      const bool more = at + 1 != range.second;
      range.first = more ? at + 1 : range.first;
      return more ? name : "";
    }
    const bool fits = at->kind == TokenKind::name || at->kind == TokenKind::number ||
                      at->kind == TokenKind::text || at->kind == TokenKind::word || at->is("_") ||
                      at->is("(") || at->is(")") || at->is("{") || at->is("}");
    if (!fits) {
      return {};
    }
    name += at->is("{") || at->is("}") ? "" : at->text;
  }
  return {};
}

Range without_final_point(Range range) {
  while (size_of(range) > 1 && (range.second[-1].is(".") || range.second[-1].is(","))) {
    --range.second;
  }
  return range;
}

CanonicalAnswer read(Range range, int level);

std::string joined(const std::vector<std::string>& texts, const char* open, const char* close) {
  std::string result = open;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    result += (i > 0 ? "," : "") + texts[i];
  }
  return result + close;
}

CanonicalAnswer collection(const std::vector<Range>& parts, AnswerType type, const char* open,
                           const char* close, int level, bool bare = false) {
  CanonicalAnswer result;
  result.type = type;
  std::vector<std::string> texts;
  bool names = false;
  for (const Range& part : parts) {
    if (size_of(part) == 0) {
      continue;  // "a, and b"
    }
    CanonicalAnswer element = read(part, level + 1);
    result.decidable = result.decidable && element.decidable;
    names = names || !element.name.empty();
    if (!element.name.empty() && result.name.empty() && texts.empty()) {
      result.name = element.name;
    }
    texts.push_back(std::move(element.text));
  }
  if (bare && !names) {
    result.sequence = joined(texts, "(", ")");
  }
  if (type == AnswerType::set) {
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  }
  result.text = joined(texts, open, close);
  return result;
}

/// "a \pm b" is the set of both values.
std::optional<CanonicalAnswer> read_plus_minus(Range range, int level) {
  const auto is_sign = [](const Token& token) { return token.is("\\pm"); };
  if (std::count_if(range.first, range.second, is_sign) != 1) {
    return std::nullopt;
  }
  Tokens both[2] = {{range.first, range.second}, {range.first, range.second}};
  const auto at = std::find_if(range.first, range.second, is_sign) - range.first;
  for (int i = 0; i < 2; ++i) {
    Token& sign = both[i][static_cast<std::size_t>(at)];
    sign = {TokenKind::symbol, i == 0 ? "+" : "-", sign.spaced};
  }
  if (at == 0) {
    both[0].erase(both[0].begin());
  }
  std::vector<Range> parts;
  for (const Tokens& tokens : both) {
    parts.emplace_back(tokens.data(), tokens.data() + tokens.size());
  }
  return collection(parts, AnswerType::set, "{", "}", level);
}

CanonicalAnswer read_enclosed(Range range, int level) {
  const Range inner{range.first + 1, range.second - 1};
  const bool braces = range.first->is("\\{");
  const auto comma = [](const Token& token) { return token.is(",") || token.is(";"); };
  const std::vector<Range> parts = split(inner, comma);
  if (braces) {
    return collection(parts, AnswerType::set, "{", "}", level);
  }
  return collection(parts, AnswerType::tuple, range.first->text.c_str(),
                    range.second[-1].text.c_str(), level);
}

CanonicalAnswer read_scalar(Range range) {
  CanonicalAnswer result;
  const Range whole = range;
  result.unit = take_unit(range);
  if (const auto value = evaluate(range.first, range.second)) {
    result.type = AnswerType::number;
    result.text = to_text(*value);
    return result;
  }
  // "2\\sqrt{3} cm" has a unit; in "two dogs" every word counts.
  if (is_words(range.first, range.second)) {
    range = whole;
    result.unit.clear();
  }
  const FormulaText formula = formula_text(range.first, range.second);
  result.text = formula.text;
  result.type = formula.mathematics ? AnswerType::formula : AnswerType::text;
  return result;
}

CanonicalAnswer read(Range range, int level) {
  range = without_final_point(range);
  if (level > most_nesting) {
    CanonicalAnswer result;
    result.decidable = false;
    return result;
  }
  const std::string name = take_name(range);
  const auto named = [&](CanonicalAnswer result) {
    result.name = name.empty() ? result.name : name;
    return result;
  };
  const std::vector<Range> parts = split(range, is_separator);
  if (parts.size() > 1) {
    const auto comma = [](const Token& token) { return token.is(","); };
    const bool bare = name.empty() && split(range, comma).size() == parts.size();
    return named(collection(parts, AnswerType::set, "{", "}", level, bare));
  }
  if (const auto both = read_plus_minus(range, level)) {
    return named(*both);
  }
  const auto cup = [](const Token& token) { return token.is("\\cup"); };
  const std::vector<Range> united = split(range, cup);
  if (united.size() > 1) {
    return named(collection(united, AnswerType::set, "union{", "}", level));
  }
  if (is_enclosed(range)) {
    const bool single = split({range.first + 1, range.second - 1}, is_separator).size() == 1;
    const bool group = range.first->is("{") || (range.first->is("(") && single);
    if (group && size_of(range) > 2) {
      return named(read({range.first + 1, range.second - 1}, level + 1));
    }
    if (!range.first->is("\\begin") && !group) {
      return named(read_enclosed(range, level));
    }
  }
  // The last value of a chain "2 + 3 = 5" that began with a name.
  const auto equals = [](const Token& token) { return token.is("="); };
  if (!name.empty()) {
    range = split(range, equals).back();
  }
  return named(read_scalar(range));
}

/// \text{...} around the whole answer is no more than its content.
Tokens unwrapped(Tokens tokens) {
  for (int level = 0; level < 3 && tokens.size() == 1 && tokens[0].kind == TokenKind::text;
       ++level) {
    tokens = tokenize_answer(tokens[0].text);
  }
  // "(\text{A})" and "\text{(A)} 5"
  if (tokens.size() > 1 && tokens[0].kind == TokenKind::text && tokens[0].text.find('(') == 0) {
    Tokens head = tokenize_answer(tokens[0].text);
    head.insert(head.end(), tokens.begin() + 1, tokens.end());
    return head;
  }
  return tokens;
}

}  // namespace

CanonicalAnswer canonical_answer(std::string_view answer) {
  if (answer.size() > most_answer_bytes) {
    CanonicalAnswer result;
    result.decidable = false;
    return result;
  }
  const Tokens tokens = unwrapped(tokenize_answer(answer));
  const Range all{tokens.data(), tokens.data() + tokens.size()};
  CanonicalAnswer result = read(all, 0);
  result.choice = leading_choice(all);
  return result;
}

}  // namespace assay
