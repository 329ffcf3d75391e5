// What an answer says of the symbols that stand for any integer.
#pragma once

#include <vector>

#include "graders/math/parse.hpp"
#include "graders/math/parser/tokens.hpp"

namespace assay::math {

/// "k \in \mathbb{Z}", "n in N", "m is any integer", "for integers k": each symbol once. Other
/// domains, as Z^+, are none.
[[nodiscard]] std::vector<Parameter> parameters_of(const std::vector<Token>& tokens);

}  // namespace assay::math
