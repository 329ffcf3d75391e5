// Vectors written with unit vectors: 2i - 3j + k.
#pragma once

#include <optional>
#include <vector>

#include "graders/math/expression.hpp"

namespace assay::math {

/// The coordinates of a sum of multiples of i, j and k with hats, or of at least two of them
/// without. Three, or two where `plane` and there is no k.
[[nodiscard]] std::optional<std::vector<Expression>> coordinates_of(const Expression& expression,
                                                                    bool plane);

}  // namespace assay::math
