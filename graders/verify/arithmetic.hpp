// Game of 24, Countdown: an expression over given numbers with a given value.
#pragma once

#include "graders/verify/verifier.hpp"

namespace assay {

/// Fields: numbers ("4 4 6 8", also with commas or in brackets) and target, integers. Right is an
/// expression of + - * / and parentheses in which each number stands exactly once and whose value,
/// in fractions, is the target. It may be written with LaTeX's \times, \cdot, \div, \frac and
/// \left, with × ÷ −, and with "= 24" behind it, which must then be the target.
class ArithmeticVerifier final : public Verifier {
 public:
  [[nodiscard]] Finding verify(const Problem& problem, std::string_view answer) const override;
  void check(const Problem& problem) const override;
};

}  // namespace assay
