// The canonical form of an answer: two answers are the same when their forms are.
#pragma once

#include <string>
#include <string_view>

namespace assay {

enum class AnswerType {
  number,   ///< a rational
  text,     ///< words, a name or a choice letter: compared as written
  formula,  ///< mathematics beyond arithmetic, compared as normalised text
  tuple,    ///< ordered, with its brackets; also intervals
  set,      ///< a list in any order, with or without set braces
};

struct CanonicalAnswer {
  AnswerType type = AnswerType::text;
  std::string text;       ///< the form; empty if nothing is left of the answer
  std::string name;       ///< "x" of "x = 5"
  std::string unit;       ///< what stood after a number: "cm", "%", "deg", "$"
  std::string sequence;   ///< of a list "1, 2" without brackets or names, the tuple "(1,2)"
  bool decidable = true;  ///< false: too long or too deep to be read
  std::string choice;     ///< the letter, of "(A) 5" or "A."; empty if it begins otherwise
};

/// Linear time, bounded depth.
[[nodiscard]] CanonicalAnswer canonical_answer(std::string_view answer);

}  // namespace assay
