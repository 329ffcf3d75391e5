// Inequalities of polynomials in one variable, solved: x^2 < 4 is (-2, 2).
#pragma once

#include <optional>

#include "graders/math/expression.hpp"
#include "graders/math/rules/intervals.hpp"

namespace assay::math {

/// The reals for which "<", "<=", ">", ">=" or "!=", or a chain of them, holds. Nothing unless all
/// operands are polynomials with rational coefficients of degree 8 at most, and every real zero of
/// their differences is that of a factor of degree 1 or 2.
[[nodiscard]] std::optional<RealSet> solved_polynomials(const Expression& relation, Work& work);

}  // namespace assay::math
