// Decimals that stand for a number which has none that end.
#pragma once

#include "graders/math/algebra/work.hpp"
#include "graders/math/equivalence.hpp"
#include "graders/math/expression.hpp"

namespace assay::math {

/// Whether `answer` is a decimal of at least four significant digits, and `gold`, rounded or cut
/// at its last digit, is it. The gold itself must be irrational or a fraction without a finite
/// decimal: of all others the exact value counts.
[[nodiscard]] bool is_rounded(const Expression& gold, const Expression& answer, Work& work);

/// |answer - gold| <= max(relative * |gold|, absolute), proven; of real constants.
[[nodiscard]] bool is_within(const Expression& gold, const Expression& answer,
                             const Tolerance& tolerance, Work& work);

}  // namespace assay::math
