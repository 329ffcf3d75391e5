// Exact arithmetic over the rationals, of what an answer's tokens spell. Bounded: a value that
// would be too large, or an operation that is not arithmetic, is no value.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <optional>
#include <string>

#include "graders/math/latex.hpp"

namespace assay {

using Rational = boost::multiprecision::cpp_rational;

/// A number, sum, product, quotient, integer power, \frac, mixed number (1\frac{1}{2}, 1 1/2),
/// repeating decimal or root of a perfect square. Values have at most 20,000 bits a part. A date
/// (2024-01-05) is no difference.
[[nodiscard]] std::optional<Rational> evaluate(const Token* begin, const Token* end);

/// "7", "-3/4".
[[nodiscard]] std::string to_text(const Rational& value);

}  // namespace assay
