// Whether a normal form is zero, where its atoms are more than independent variables.
#pragma once

#include "graders/math/algebra/scalar.hpp"

namespace assay::math {

/// Of a form without symbols.
[[nodiscard]] Decision constant_is_zero(Algebra& algebra, const Polynomial& form);

/// Two forms that differ by `difference`, whose symbols are real variables where none other is
/// said.
struct Sides {
  const Fraction& gold;
  const Fraction& answer;
  const Polynomial& difference;
  bool complex = false;  ///< i is written, or a symbol is complex: values need not be real
  std::set<std::string> integers;
  std::set<std::string> complex_symbols;
};
[[nodiscard]] Decision zero_at_points(Algebra& algebra, const Sides& sides);

/// Whether the value of a constant is surely not 0.
[[nodiscard]] bool surely_not_zero(Algebra& algebra, const Polynomial& form);

}  // namespace assay::math
