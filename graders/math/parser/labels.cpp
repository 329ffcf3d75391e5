#include "graders/math/parser/labels.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "graders/math/parser/vocabulary.hpp"
#include "graders/text.hpp"

namespace assay::math {

namespace {

std::string upper(std::string_view letter) {
  return {static_cast<char>(std::toupper(static_cast<unsigned char>(letter[0])))};
}

bool is_capital(const Token& token) {
  return token.kind == TokenKind::letters && token.text.size() == 1 && token.text[0] >= 'A' &&
         token.text[0] <= 'Z';
}

/// Whether what stands behind "(A)" is the content of the choice and no factor or operand.
bool is_content(const Token& token) {
  const bool joins = token.is_letters("and") || token.is_letters("or");
  const bool starts = token.kind == TokenKind::number || token.kind == TokenKind::letters ||
                      (token.kind == TokenKind::command && !is_operator(token.text));
  return starts && !joins && (token.spaced || token.in_text);
}

bool all_digits(std::string_view text, std::size_t least, std::size_t most) {
  return text.size() >= least && text.size() <= most &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::string iso_date(std::string_view year, int month, std::string_view day) {
  std::string text(year);
  text += month < 10 ? "-0" : "-";
  text += std::to_string(month);
  text += day.size() < 2 ? "-0" : "-";
  return text + std::string(day);
}

int small_number(std::string_view digits) {
  return all_digits(digits, 1, 2) ? std::stoi(std::string(digits)) : 0;
}

/// The tokens of a date without commas and the letters of ordinals; empty if they are too many.
std::vector<std::string_view> date_parts(const std::vector<Token>& tokens) {
  std::vector<std::string_view> parts;
  for (const Token& token : tokens) {
    const bool ignored = token.kind == TokenKind::end || token.is(",") || token.is(".") ||
                         token.is_letters("th") || token.is_letters("st") ||
                         token.is_letters("nd") || token.is_letters("rd") ||
                         token.is_letters("of") || token.is_letters("the");
    if (!ignored) {
      parts.push_back(token.text);
    }
    if (parts.size() > 5) {
      return {};
    }
  }
  return parts;
}

Expression date(std::string text) { return {Kind::date, std::move(text), {}}; }

}  // namespace

std::optional<Choice> read_choice(const std::vector<Token>& tokens) {
  const std::size_t first = tokens[0].is("(") ? 1 : 0;
  if (first + 1 >= tokens.size()) {
    return std::nullopt;
  }
  const Token& letter = tokens[first];
  const Token& mark = tokens[first + 1];
  const bool small =
      first == 1 && letter.in_text && letter.text.size() == 1 && letter.kind == TokenKind::letters;
  const bool alone = first == 0 && mark.kind == TokenKind::end;
  const bool closed = mark.is(")") || (first == 0 && (mark.is(".") || mark.is(":")));
  if ((!is_capital(letter) && !small) || (!alone && !closed)) {
    return std::nullopt;
  }
  std::size_t end = first + (alone ? 1 : 2);
  while (tokens[end].is(".")) {
    ++end;
  }
  Choice choice{upper(letter.text),
                {tokens.begin() + static_cast<std::ptrdiff_t>(end), tokens.end()}};
  if (tokens[end].kind == TokenKind::end) {
    choice.content.clear();
  } else if (!is_content(tokens[end]) || choice.letter[0] > 'J') {
    return std::nullopt;
  }
  return choice;
}

std::optional<Expression> read_date(const std::vector<Token>& tokens) {
  const std::vector<std::string_view> parts = date_parts(tokens);
  if (parts.size() == 5 && parts[1] == "-" && parts[3] == "-" && all_digits(parts[0], 4, 4) &&
      all_digits(parts[2], 2, 2) && all_digits(parts[4], 2, 2)) {
    return date(iso_date(parts[0], small_number(parts[2]), parts[4]));
  }
  if (parts.size() == 5 && parts[1] == "/" && parts[3] == "/" && all_digits(parts[0], 1, 2) &&
      all_digits(parts[2], 1, 2) && all_digits(parts[4], 4, 4)) {
    const bool day_first = small_number(parts[0]) > 12;
    return date(
        iso_date(parts[4], small_number(parts[day_first ? 2 : 0]), parts[day_first ? 0 : 2]));
  }
  if (parts.size() == 2 || (parts.size() == 3 && all_digits(parts[2], 4, 4))) {
    const int month = month_of(lower(parts[0])) + month_of(lower(parts[1]));
    const std::string_view day = month_of(lower(parts[0])) > 0 ? parts[1] : parts[0];
    if (month > 0 && month <= 12 && all_digits(day, 1, 2)) {
      return date(iso_date(parts.size() == 3 ? parts[2] : "-", month, day));
    }
  }
  return std::nullopt;
}

std::vector<Token> without_label(const std::vector<Token>& tokens) {
  const std::string word = tokens[0].kind == TokenKind::letters ? lower(tokens[0].text) : "";
  const bool answer = word == "answer" && tokens[1].is(":") && tokens.size() > 3;
  std::vector<Token> rest(tokens.begin() + (answer ? 2 : 1), tokens.end());
  const bool option = (word == "option" || word == "choice" || word == "answer") &&
                      tokens.size() > 2 && read_choice(rest);
  return answer || option ? rest : tokens;
}

std::string prose(const std::vector<Token>& tokens) {
  std::string text;
  for (const Token& token : tokens) {
    text += token.spaced && !text.empty() ? " " : "";
    text += lower(token.text);
  }
  const std::size_t end = text.find_last_not_of(" .,;!");
  text.resize(end == std::string::npos ? 0 : end + 1);
  return text;
}

}  // namespace assay::math
