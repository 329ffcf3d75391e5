// One spelling of a normal form: equal forms have equal texts, whatever order their atoms came in.
#pragma once

#include <string>

#include "graders/math/algebra/polynomial.hpp"

namespace assay::math {

/// "3*x^2 + sqrt(2)/2"; cut to about 2,000 bytes.
[[nodiscard]] std::string to_text(const Algebra& algebra, const Polynomial& form);
[[nodiscard]] std::string to_text(const Algebra& algebra, const Fraction& form);

/// The coefficient of the term that is written first; 0 of the empty sum.
[[nodiscard]] Rational leading_coefficient(const Algebra& algebra, const Polynomial& form);

/// The positive rational c such that form / c has coprime integer coefficients.
[[nodiscard]] Rational content(const Polynomial& form);

}  // namespace assay::math
