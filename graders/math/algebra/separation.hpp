// How near to zero an algebraic number can be without being zero.
#pragma once

#include <cstdint>
#include <optional>

#include "graders/math/algebra/polynomial.hpp"

namespace assay::math {

/// b such that the value of `form`, if it is not 0, is at least 2^-b. Only of sums of products of
/// integers, roots and roots of unity (nothing else is known to be algebraic); none if b would be
/// more than 30,000. The bound is that of Burnikel, Funke, Mehlhorn, Schirra and Schmitt (A
/// separation bound for real algebraic expressions, 2001): write the value as U/L with algebraic
/// integers whose conjugates are at most u and l, of degree D; then |U/L| >= 1 / (u^(D-1) l).
[[nodiscard]] std::optional<std::int64_t> separation_bits(const Algebra& algebra,
                                                          const Polynomial& form);

}  // namespace assay::math
