// Named functions of normal forms. What is known exactly is computed (sin 15 degrees, ln 8, 5!);
// the rest becomes an atom.
#pragma once

#include <string>
#include <vector>

#include "graders/math/algebra/polynomial.hpp"

namespace assay::math {

/// How to write what has several forms. Trigonometry as atoms sin(x), cos(x) reads well; as
/// exponentials it makes every identity of multiple angles and sums an identity of polynomials.
struct FunctionForm {
  bool exponentials = false;
  bool decimal_log = false;  ///< a log without base: to base 10 or e
};

/// Of the names in expression.hpp; another name is kept as an unknown function.
[[nodiscard]] Fraction apply_function(Algebra& algebra, const std::string& name,
                                      const std::vector<Fraction>& args, const FunctionForm& form);

/// Whether the name has a rule; others are unknown functions.
[[nodiscard]] bool is_known_function(const std::string& name);

}  // namespace assay::math
