// The set of reals that an answer describes: x > 2 is (2, inf).
#pragma once

#include <optional>

#include "graders/math/expression.hpp"
#include "graders/math/rules/intervals.hpp"

namespace assay::math {

/// Of intervals, unions, inequalities in one variable (linear, or polynomials), "x \ne 2", set
/// builders, finite sets and the reals; nothing for all else, and where an end is not a known real
/// number.
[[nodiscard]] std::optional<RealSet> real_set(const Expression& expression, Work& work);

}  // namespace assay::math
