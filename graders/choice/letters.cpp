#include "graders/choice/letters.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "graders/text.hpp"

namespace assay {

namespace {

constexpr std::string_view openers = " \t\r\n*_`$:({[\"'";
constexpr std::string_view closers = " \t\r\n*_`$)}].:\"'";

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '\''; }

std::string_view after_openers(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(openers), text.size()));
  return text;
}

/// Without what is written around a letter: "Option ", "\text{", "(".
std::string_view unwrapped(std::string_view text) {
  constexpr std::array<std::string_view, 9> wrappers = {"option",   "choice",   "answer",
                                                        "letter",   "\\text",   "\\textbf",
                                                        "\\mathrm", "\\mathbf", "\\boxed"};
  text = after_openers(text);
  for (int round = 0; round < 4; ++round) {
    for (const std::string_view wrapper : wrappers) {
      const bool whole = text.size() > wrapper.size() && !is_letter(text[wrapper.size()]);
      if (whole && lower(text.substr(0, wrapper.size())) == wrapper) {
        text = after_openers(text.substr(wrapper.size()));
      }
    }
  }
  return text;
}

/// Whether "A" or "I" at the start of `text` is the word, and not the letter of an option.
bool is_pronoun_or_article(std::string_view text) {
  if ((text[0] != 'A' && text[0] != 'I') || text.size() < 3 || text[1] != ' ' ||
      !is_letter(text[2])) {
    return false;
  }
  const std::string_view rest = text.substr(2);
  const std::string next =
      lower(rest.substr(0, std::min(rest.find_first_of(" ,.;\n"), rest.size())));
  constexpr std::array<std::string_view, 7> of_letters = {"is",    "and", "or",  "because",
                                                          "since", "as",  "with"};
  return std::find(of_letters.begin(), of_letters.end(), next) == of_letters.end();
}

/// The letter of an option at the start of `text`, or 0.
char first_letter(std::string_view text, std::size_t count) {
  const bool letter = !text.empty() && text[0] >= 'A' &&
                      static_cast<std::size_t>(text[0] - 'A') < count &&
                      (text.size() == 1 || !is_word(text[1]));
  return letter && !is_pronoun_or_article(text) ? text[0] : '\0';
}

/// Behind "and", "or", a comma or the like at the start of `text`; empty if there is none.
std::string_view behind_joint(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(closers), text.size()));
  constexpr std::array<std::string_view, 6> joints = {"and ", "or ", ",", "&", "/", "\\&"};
  for (const std::string_view joint : joints) {
    if (text.substr(0, joint.size()) == joint) {
      const std::string_view rest = text.substr(joint.size());
      const std::string_view last = behind_joint(rest);  // ", and"
      return last.empty() ? rest : last;
    }
  }
  return {};
}

}  // namespace

std::string option_letters(std::string_view answer, std::size_t count) {
  std::string_view text = unwrapped(answer.substr(0, 200));
  const std::string_view alone = trimmed(text, closers);
  if (alone.size() == 1 && alone[0] >= 'a' && alone[0] <= 'z') {
    const char upper = static_cast<char>(alone[0] - 'a' + 'A');
    return first_letter(std::string(1, upper), count) == upper ? std::string(1, upper) : "";
  }
  std::string letters;
  for (char letter = first_letter(text, count); letter != '\0';
       letter = first_letter(text, count)) {
    if (letters.find(letter) == std::string::npos) {
      letters += letter;
    }
    text = unwrapped(behind_joint(text.substr(1)));
  }
  return letters;
}

}  // namespace assay
