// Marks that stand for units: 5'6'' are feet and inches, 3^\circ 30' degrees and minutes.
#pragma once

#include <vector>

#include "graders/math/parser/tokens.hpp"

namespace assay::math {

/// The tokens with words in place of such marks; "^\text{o}" is a degree, "US\$" and "USD 5" are
/// dollars, "\frac{\text{km}}{\text{h}}" is km/h.
[[nodiscard]] std::vector<Token> with_units_for_marks(const std::vector<Token>& tokens);

}  // namespace assay::math
