// Words and choice letters: "no solution", "Evelyn", "(B)".
#include <algorithm>
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

/// Words without articles and the marks of a sentence. What is no sentence, such as mathematics
/// that could not be read, keeps every sign: 6' is not 6''.
std::string plain_words(const std::string& text) {
  const bool sentence = text.find_first_of("0123456789<>=^_\\|+~#&@") == std::string::npos;
  std::string letters;
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    const bool mark = sentence ? std::ispunct(u) != 0 && c != '-' && c != '%' && c != '/'
                               : c == '$' || c == '*' || c == '`';
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

bool says_nothing_exists(const std::string& words) {
  for (const char* known : {"no solution", "no solutions", "no real solution", "no real solutions",
                            "none", "no such number", "no such numbers", "empty set", "no values",
                            "no value", "no real roots", "there are no solutions",
                            "there is no solution", "no such x exists", "no such integers exist"}) {
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
  for (const char* known :
       {"dne", "d n e", "does not exist", "limit does not exist", "not defined"}) {
    if (words == known) {
      return "undefined";
    }
  }
  return says_nothing_exists(words) ? "no solution" : words;
}

/// The letters of "A, C" or "AC" in order; empty for all else.
std::string letters_of(const Expression& e) {
  std::string letters;
  if (e.kind == Kind::list) {
    for (const Expression& element : e.args) {
      letters += element.kind == Kind::choice || element.kind == Kind::symbol ? letter_of(element)
                                                                              : std::string("?");
    }
  } else if (e.kind == Kind::text && e.text.size() <= 6) {
    letters = e.text;
    std::transform(letters.begin(), letters.end(), letters.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  }
  const bool choices = letters.size() > 1 &&
                       letters.find_first_not_of("ABCDEFGHIJ") == std::string::npos &&
                       (e.kind == Kind::text || letters.size() == e.args.size());
  std::sort(letters.begin(), letters.end());
  return choices ? letters : "";
}

/// T beside "true", F beside "false".
bool is_truth_letter(const Expression& letter, const Expression& words) {
  const std::string word = words.kind == Kind::text ? plain_words(words.text) : "";
  return letter.kind == Kind::choice && letter.args.empty() &&
         ((letter.text == "T" && word == "true") || (letter.text == "F" && word == "false"));
}

}  // namespace

Ruling compare_choices(const Expression& gold, const Expression& answer, Context& context) {
  if (gold.kind == Kind::list && answer.kind == Kind::text) {
    const std::string letters = letters_of(gold);
    if (!letters.empty() && letters_of(answer) == letters) {
      return yes("the same choice letters");
    }
  }
  if (gold.kind != Kind::choice && answer.kind != Kind::choice) {
    return std::nullopt;
  }
  if (is_truth_letter(gold, answer) || is_truth_letter(answer, gold)) {
    return yes("the same truth value");
  }
  const auto is_letter = [](const Expression& e) {
    return e.kind == Kind::choice && e.args.empty();
  };
  if ((is_letter(gold) && contains(answer, Kind::matrix)) ||
      (is_letter(answer) && contains(gold, Kind::matrix))) {  // I, the identity
    const bool first = is_letter(gold);
    const Expression name = make(Kind::symbol, {}, (first ? gold : answer).text);
    return first ? compare(name, answer, context) : compare(gold, name, context);
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

Ruling compare_words(const Expression& gold, const Expression& answer, Context& /*context*/) {
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
  return std::nullopt;
}

}  // namespace assay::math
