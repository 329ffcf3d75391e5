// Powers and roots of normal forms. Real roots where they exist: the cube root of -8 is -2, and an
// even root of a negative number is complex.
#pragma once

#include "graders/math/algebra/polynomial.hpp"

namespace assay::math {

[[nodiscard]] Fraction power(Algebra& algebra, const Fraction& base, const Fraction& exponent);

/// The n-th root, as LaTeX writes it.
[[nodiscard]] inline Fraction root(Algebra& algebra, const Fraction& base, std::int64_t n) {
  return power(algebra, base, algebra.number(Rational(1, n)));
}

struct PrimePower {
  Integer prime;  ///< or a large number that was not factored
  std::int64_t exponent = 0;
};
/// Of a positive integer: by trial division, and fully below 2^64.
[[nodiscard]] std::vector<PrimePower> factored(Algebra& algebra, const Integer& n);

/// The prime's atom; `n` positive.
[[nodiscard]] int prime_atom(Algebra& algebra, const Integer& n);

}  // namespace assay::math
