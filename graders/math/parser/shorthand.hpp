// Notations that are rewritten as tokens before an answer is parsed: each has a longer spelling
// that the parser reads.
#pragma once

#include <vector>

#include "graders/math/parser/tokens.hpp"

namespace assay::math {

/// "The answer is 5", "approx. 5" and "5 (approximately)" are 5.
[[nodiscard]] std::vector<Token> without_hedge(const std::vector<Token>& tokens);

/// ]a, b[ is (a, b); dy/dx is \frac{dy}{dx}; {}_nC_k, {}^nC_k, C_n^k and 10C5 are binomials, of
/// numbers only where k <= n.
[[nodiscard]] std::vector<Token> without_shorthand(std::vector<Token> tokens);

/// "5 m/s": the letters behind a number as units, if they can be; else nothing.
[[nodiscard]] std::vector<Token> with_bare_units(const std::vector<Token>& tokens);

}  // namespace assay::math
