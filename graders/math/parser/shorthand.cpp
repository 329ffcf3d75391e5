#include "graders/math/parser/shorthand.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "graders/math/parser/parser.hpp"
#include "graders/text.hpp"

namespace assay::math {

namespace {

bool is_opening(const Token& t) {
  return t.is("(") || t.is("[") || t.is("{") || t.is("\\{") || t.is("\\langle");
}
bool is_closing(const Token& t) {
  return t.is(")") || t.is("]") || t.is("}") || t.is("\\}") || t.is("\\rangle");
}
bool joins_sets(const Token& t) {
  return t.is("\\cup") || t.is("\\cap") || t.is("\\setminus") || t.is_letters("U") || t.is(",") ||
         t.is("\\in") || t.is("=");
}

/// Of an interval that begins at `open`: where it ends, if the bracket that does so is "[" or "]".
std::size_t interval_end(const std::vector<Token>& tokens, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open + 1; i + 1 < tokens.size(); ++i) {
    const bool square = tokens[i].is("[") || tokens[i].is("]");
    const Token& next = tokens[i + 1];
    const bool ends = next.kind == TokenKind::end || joins_sets(next) || is_closing(next) ||
                      next.is(".") || next.is(";");
    if (depth == 0 && square && ends) {
      return i;
    }
    depth += is_opening(tokens[i]) ? 1 : is_closing(tokens[i]) ? -1 : 0;
    if (depth < 0) {
      break;
    }
  }
  return 0;
}

/// French intervals. Gives up at the first bracket that has no partner, so that all is linear.
void turn_brackets(std::vector<Token>& tokens) {
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    const bool begins = i == 0 || joins_sets(tokens[i - 1]) || is_opening(tokens[i - 1]);
    if (!begins || (!tokens[i].is("]") && !tokens[i].is("["))) {
      continue;
    }
    const std::size_t end = interval_end(tokens, i);
    if (end == 0) {
      return;
    }
    tokens[i].text = tokens[i].is("]") ? "(" : "[";
    tokens[end].text = tokens[end].is("[") ? ")" : "]";
    i = end;
  }
}

bool is_digits(const Token& t) {
  return t.kind == TokenKind::number && t.text.size() <= 6 &&
         std::all_of(t.text.begin(), t.text.end(),
                     [](unsigned char c) { return std::isdigit(c) != 0; });
}
bool is_letter(const Token& t) { return t.kind == TokenKind::letters && t.text.size() == 1; }

/// A number or a letter, perhaps in braces, at `at`, which it moves behind it.
const Token* index_at(const std::vector<Token>& tokens, std::size_t& at) {
  const bool braced = at < tokens.size() && tokens[at].is("{");
  const std::size_t inner = at + (braced ? 1 : 0);
  const std::size_t end = inner + (braced ? 2 : 1);
  if (end >= tokens.size() || (braced && !tokens[inner + 1].is("}")) ||
      (!is_digits(tokens[inner]) && !is_letter(tokens[inner]))) {
    return nullptr;
  }
  at = end;
  return &tokens[inner];
}

/// Whether n over k is what is meant: both letters, or numbers with k <= n.
bool can_choose(const Token& n, const Token& k) {
  if (is_letter(n)) {
    return true;
  }
  return is_digits(n) && is_digits(k) &&
         std::stoi(std::string(k.text)) <= std::stoi(std::string(n.text));
}

struct Choose {
  const Token* n = nullptr;
  const Token* k = nullptr;
  std::size_t end = 0;
  bool ordered = false;  ///< P, not C
};

/// C for combinations or P for permutations.
bool counts(const Token& t) { return t.is_letters("C") || t.is_letters("P"); }

/// {}_nC_k, _nC_k, {}^nC_k, ^nC_k; C_n^k; and the same with P
Choose choose_at(const std::vector<Token>& tokens, std::size_t at) {
  Choose found;
  const bool empty = tokens[at].is("{") && at + 2 < tokens.size() && tokens[at + 1].is("}");
  const bool starts =
      at == 0 || (tokens[at - 1].kind != TokenKind::letters &&
                  tokens[at - 1].kind != TokenKind::number && !is_closing(tokens[at - 1]));
  std::size_t i = at + (empty ? 2 : 0);
  const bool before = (tokens[i].is("_") || tokens[i].is("^")) && (empty || starts);
  if (before) {
    found.n = index_at(tokens, ++i);
    if (found.n == nullptr || !counts(tokens[i]) || !tokens[i + 1].is("_")) {
      return {};
    }
    found.ordered = tokens[i].is_letters("P");
    i += 2;
    found.k = index_at(tokens, i);
  } else if (!empty && counts(tokens[i]) && (tokens[i + 1].is("_") || tokens[i + 1].is("^"))) {
    const bool upper_first = tokens[i + 1].is("^");
    found.ordered = tokens[i].is_letters("P");
    i += 2;
    found.n = index_at(tokens, i);
    if (found.n == nullptr || !tokens[i].is(upper_first ? "_" : "^")) {
      return {};
    }
    found.k = index_at(tokens, ++i);
  } else if (starts && is_digits(tokens[i]) && counts(tokens[i + 1]) && is_digits(tokens[i + 2]) &&
             !tokens[i + 1].spaced && !tokens[i + 2].spaced && !tokens[i + 3].is("_")) {  // 10C5
    found.ordered = tokens[i + 1].is_letters("P");
    found.n = &tokens[i];
    found.k = &tokens[i + 2];
    i += 3;
  }
  found.end = i;
  return found.k != nullptr && can_choose(*found.n, *found.k) ? found : Choose{};
}

bool ends_in_count(std::string_view letters) {
  return letters.back() == 'C' || letters.back() == 'P';
}

/// In "_nC_k" the letters are one token.
std::vector<Token> with_lone_letter(const std::vector<Token>& tokens) {
  std::vector<Token> result;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    const bool index = i > 0 && (tokens[i - 1].is("_") || tokens[i - 1].is("^"));
    if (index && token.kind == TokenKind::letters && token.text.size() == 2 &&
        ends_in_count(token.text)) {
      result.push_back({token.kind, token.text.substr(0, 1), token.spaced, token.in_text});
      result.push_back({token.kind, token.text.substr(1), false, token.in_text});
    } else {
      result.push_back(token);
    }
  }
  return result;
}

std::vector<Token> with_binomials(const std::vector<Token>& written) {
  const std::vector<Token> tokens = with_lone_letter(written);
  std::vector<Token> result;
  for (std::size_t i = 0; i < tokens.size();) {
    const Choose found = i + 3 < tokens.size() ? choose_at(tokens, i) : Choose{};
    if (found.end == 0) {
      if (counts(tokens[i]) && tokens[i + 1].is("_")) {
        return written;  // C_1^2 + C_2^2: all are binomials or none is
      }
      result.push_back(tokens[i++]);
      continue;
    }
    result.push_back(
        {TokenKind::command, found.ordered ? "\\perm" : "\\binom", tokens[i].spaced, false});
    for (const Token* index : {found.n, found.k}) {
      result.push_back({TokenKind::symbol, "{", false, false});
      result.push_back(*index);
      result.push_back({TokenKind::symbol, "}", false, false});
    }
    i = found.end;
  }
  return result;
}

/// d, dy
bool is_differential(const Token& t, bool with_name) {
  return t.kind == TokenKind::letters && !t.in_text && t.text[0] == 'd' &&
         (t.text.size() == 2 || (t.text.size() == 1 && !with_name));
}

/// dy/dx and d/dx as \frac{dy}{dx}: the letters of one quotient.
std::vector<Token> with_derivatives(const std::vector<Token>& tokens) {
  std::vector<Token> result;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const bool quotient = i + 2 < tokens.size() && is_differential(tokens[i], false) &&
                          tokens[i + 1].is("/") && is_differential(tokens[i + 2], true) &&
                          !tokens[i + 1].spaced && !tokens[i + 2].spaced;
    if (!quotient) {
      result.push_back(tokens[i]);
      continue;
    }
    result.push_back({TokenKind::command, "\\frac", tokens[i].spaced, false});
    for (const std::size_t part : {i, i + 2}) {
      result.push_back({TokenKind::symbol, "{", false, false});
      result.push_back(tokens[part]);
      result.push_back({TokenKind::symbol, "}", false, false});
    }
    i += 2;
  }
  return result;
}

bool is_hedge_word(const Token& t) {
  if (t.kind != TokenKind::letters) {
    return t.is("\\sim") || t.is("~");
  }
  constexpr auto words = std::to_array<std::string_view>(
      {"approximately", "approx", "about", "roughly", "around", "nearly", "exactly", "circa"});
  return std::find(words.begin(), words.end(), lower(t.text)) != words.end();
}

/// Where "The (final|correct) answer is" at the start ends; 0 if it does not stand there.
std::size_t behind_answer_is(const std::vector<Token>& tokens) {
  constexpr auto lead = std::to_array<std::string_view>(
      {"the", "final", "correct", "so", "thus", "hence", "therefore", "our"});
  std::size_t i = 0;
  while (i + 2 < tokens.size() && i < 4 &&
         (tokens[i].is(",") ||
          std::find(lead.begin(), lead.end(), lower(tokens[i].text)) != lead.end())) {
    ++i;
  }
  const bool phrase = i + 2 < tokens.size() && lower(tokens[i].text) == "answer" &&
                      lower(tokens[i + 1].text) == "is";
  if (!phrase) {
    return 0;
  }
  return i + 2 + (tokens[i + 2].is(":") ? 1 : 0);
}

}  // namespace

std::vector<Token> without_hedge(const std::vector<Token>& tokens) {
  std::size_t begin = behind_answer_is(tokens);
  std::size_t end = tokens.size() - 1;
  while (begin + 2 < end && tokens[begin].is(tokens[end - 1].text) &&
         (tokens[begin].is("*") || tokens[begin].is("_"))) {  // Markdown
    ++begin;
    --end;
  }
  const auto is_value = [&](std::size_t i) {
    return tokens[i].kind == TokenKind::number || tokens[i].kind == TokenKind::command ||
           tokens[i].is("-") || tokens[i].is("(");
  };
  if (begin < end && is_hedge_word(tokens[begin])) {
    const std::size_t next = begin + (tokens[begin + 1].is(".") ? 2 : 1);
    begin = next < end && is_value(next) ? next : begin;
  }
  while (end > begin + 1 && tokens[end - 1].is(".")) {
    --end;
  }
  const bool bracket = end > begin + 3 && tokens[end - 1].is(")");
  std::size_t word = end - (bracket ? 2 : 1);
  word -= bracket && tokens[word].is(".") ? 1 : 0;
  if (word > begin && is_hedge_word(tokens[word]) && tokens[word].kind == TokenKind::letters &&
      (!bracket || (word > begin + 1 && tokens[word - 1].is("(")))) {
    end = word - (bracket ? 1 : 0);
  }
  std::vector<Token> rest(tokens.begin() + static_cast<std::ptrdiff_t>(begin),
                          tokens.begin() + static_cast<std::ptrdiff_t>(end));
  rest.push_back(tokens.back());
  return rest;
}

std::vector<Token> without_shorthand(std::vector<Token> tokens) {
  turn_brackets(tokens);
  tokens = with_derivatives(tokens);
  const bool chooses = std::any_of(tokens.begin(), tokens.end(), [](const Token& t) {
    return t.kind == TokenKind::letters && ends_in_count(t.text) && t.text.size() <= 2;
  });
  return chooses ? with_binomials(tokens) : tokens;
}

std::vector<Token> with_bare_units(const std::vector<Token>& tokens) {
  const std::size_t number = tokens[0].is("-") ? 1 : 0;
  if (number + 2 >= tokens.size() || tokens[number].kind != TokenKind::number ||
      tokens[number + 1].kind != TokenKind::letters || !tokens[number + 1].spaced) {
    return {};
  }
  std::vector<Token> result = tokens;
  for (std::size_t i = number + 1; i + 1 < tokens.size(); ++i) {
    const Token& token = tokens[i];
    const bool mark = token.is("/") || token.is("^") || token.is("*") || token.is("-") ||
                      token.is("{") || token.is("}") || token.is(".");
    if (token.kind == TokenKind::letters && Parser::is_unit(token.text)) {
      result[i].in_text = true;
    } else if (!mark && token.kind != TokenKind::number) {
      return {};
    }
  }
  return result;
}

}  // namespace assay::math
