// Formulas of logic, as against statements about numbers that "and" or "or" joins.
#pragma once

#include "graders/math/expression.hpp"

namespace assay::math {

/// "p and not q", "p implies q"; not "x < 1 or x > 2".
[[nodiscard]] bool is_formula(const Expression& expression);

}  // namespace assay::math
