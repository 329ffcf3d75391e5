// Answers in words, compared as words: what BIG-Bench Hard's tasks ask for.
#pragma once

#include <string>
#include <string_view>

namespace assay {

struct WordsMatch {
  bool equal = false;
  std::string rule;       ///< what decided, for people
  std::string canonical;  ///< of the answer, for consensus
  std::string gold_canonical;
};

/// The gold answer says how the answer is read:
///   (B)           the letter of an option, as in option_letters
///   -50           a number, compared as mathematics
///   ] ) }         brackets alone, whatever the blanks
///   yes, invalid  one of yes/no, true/false, valid/invalid: the one that the answer says first,
///   "not
///                 valid" being invalid; none, or both, is wrong
///   other         the same words in the same order, whatever case, commas, quotes and line ends
[[nodiscard]] WordsMatch compare_words(std::string_view gold, std::string_view answer);

}  // namespace assay
