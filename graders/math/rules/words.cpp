// Words and choice letters: "no solution", "Evelyn", "(B)".
#include <array>
#include <cctype>

#include "graders/math/rules/compare.hpp"
#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

/// The letter that an answer is; empty if it is none.
std::string letter_of(const Expression& expression) {
  const bool named = expression.kind == Kind::choice || expression.kind == Kind::symbol ||
                     expression.kind == Kind::text;
  const bool plain = expression.kind == Kind::choice || expression.args.empty();
  if (!named || !plain || expression.text.size() != 1 ||
      std::isalpha(static_cast<unsigned char>(expression.text[0])) == 0) {
    return "";
  }
  if (expression.kind == Kind::symbol &&
      std::isupper(static_cast<unsigned char>(expression.text[0])) == 0) {
    return "";
  }
  return {static_cast<char>(std::toupper(static_cast<unsigned char>(expression.text[0])))};
}

/// Words without articles and marks.
std::string plain_words(const std::string& text) {
  std::string letters;
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    const bool mark = std::ispunct(u) != 0 && c != '+' && c != '-' && c != '%' && c != '/';
    letters += mark ? ' ' : static_cast<char>(std::tolower(u));
  }
  std::string result;
  for (const std::string& word : split_words(letters)) {
    if (word != "the" && word != "a" && word != "an") {
      result += (result.empty() ? "" : " ") + word;
    }
  }
  return result.empty() ? letters : result;
}

/// "5" of "five"; empty if it is no such word.
std::string number_of_word(const std::string& word) {
  static constexpr std::array<const char*, 21> names = {
      "zero",     "one",     "two",     "three",     "four",     "five",     "six",
      "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",   "thirteen",
      "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (word == names[i]) {
      return std::to_string(i);
    }
  }
  return "";
}

bool says_nothing_exists(const std::string& words) {
  for (const char* known :
       {"no solution", "no solutions", "no real solution", "no real solutions", "none",
        "no such number", "no such numbers", "empty set", "no values", "no value", "no real roots",
        "there are no solutions", "there is no solution", "does not exist", "no such x exists",
        "no such integers exist"}) {
    if (words == known) {
      return true;
    }
  }
  return false;
}

/// One word for what has several: a letter's case, and the ways to say "nothing".
std::string meaning(const Expression& expression) {
  if (expression.kind == Kind::set && expression.args.empty()) {
    return "no solution";
  }
  if (expression.kind == Kind::constant && expression.text == "undefined") {
    return "undefined";
  }
  std::string words = plain_words(expression.text);
  if (words == "dne" || words == "d n e" || words == "limit does not exist") {
    words = "does not exist";
  }
  return says_nothing_exists(words) && words != "does not exist" ? "no solution" : words;
}

}  // namespace

Ruling compare_choices(const Expression& gold, const Expression& answer, Context& context) {
  if (gold.kind != Kind::choice && answer.kind != Kind::choice) {
    return std::nullopt;
  }
  const std::string gold_letter = letter_of(gold);
  const std::string answer_letter = letter_of(answer);
  if (!gold_letter.empty() && !answer_letter.empty()) {
    const bool same = gold_letter == answer_letter;
    return Decision{same ? Truth::yes : Truth::no,
                    same ? "the same choice letter" : "another choice letter"};
  }
  if (gold.kind == Kind::choice && gold.args.size() == 1 && answer.kind != Kind::choice) {
    return compare(gold.args.front(), answer, context);
  }
  if (answer.kind == Kind::choice && answer.args.size() == 1 && gold.kind != Kind::choice) {
    return compare(gold, answer.args.front(), context);
  }
  return no("a choice letter and another type");
}

Ruling compare_words(const Expression& gold, const Expression& answer, Context& context) {
  const auto wordy = [](const Expression& e) {
    return e.kind == Kind::text || (e.kind == Kind::constant && e.text == "undefined") ||
           (e.kind == Kind::set && e.args.empty());
  };
  const bool either_text = gold.kind == Kind::text || answer.kind == Kind::text;
  const bool both = wordy(gold) && wordy(answer);
  if (!either_text && !both) {
    return std::nullopt;
  }
  if (both || (gold.kind == Kind::symbol || answer.kind == Kind::symbol)) {
    const bool same = meaning(gold) == meaning(answer);
    return Decision{same ? Truth::yes : Truth::no, same ? "the same words" : "other words"};
  }
  const Expression& words = gold.kind == Kind::text ? gold : answer;
  const std::string number = number_of_word(words.text);
  if (!number.empty()) {
    const Expression value{Kind::number, number, {}};
    return &words == &gold ? compare(value, answer, context) : compare(gold, value, context);
  }
  return std::nullopt;
}

}  // namespace assay::math
