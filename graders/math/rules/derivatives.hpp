// Derivatives of written functions, computed: d/dx x^2 is 2x.
#pragma once

#include <optional>
#include <string>

#include "graders/math/algebra/work.hpp"
#include "graders/math/expression.hpp"

namespace assay::math {

/// By one variable. Nothing where another symbol may depend on it, which only a `partial` one rules
/// out, where a function is not known, and for what would be too large.
[[nodiscard]] std::optional<Expression> derivative_of(const Expression& e, const std::string& by,
                                                      bool partial, Work& work);

/// The tree with such derivatives computed, others as they are.
[[nodiscard]] Expression with_derivatives(const Expression& e, Work& work);

/// Derivatives of names in primes: dy/dx as y', d^2f(x)/dx^2 as f''(x); those by t as dots, too.
[[nodiscard]] Expression in_primes(const Expression& e, bool dots);

}  // namespace assay::math
