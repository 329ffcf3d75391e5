// Mathematics that is not arithmetic, as text in one spelling.
#pragma once

#include <string>

#include "graders/math/latex.hpp"

namespace assay {

struct FormulaText {
  std::string text;
  bool mathematics = false;  ///< holds more than words or one name: other spellings may equal it
};

/// One spelling for \frac12 and \frac{1}{2}, x^{2} and x^2, \sqrt5 and \sqrt{5}, a/b and \frac ab
/// of single tokens, 2\cdot x and 2x, 0.50 and .5; words in lower case with one space.
[[nodiscard]] FormulaText formula_text(const Token* begin, const Token* end);

/// Whether there is nothing but words.
[[nodiscard]] bool is_words(const Token* begin, const Token* end);

}  // namespace assay
