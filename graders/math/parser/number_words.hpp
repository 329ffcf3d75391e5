// Numbers in words: "forty-two", "a dozen", "two and a half", "three quarters of an hour".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "graders/math/expression.hpp"
#include "graders/math/parser/tokens.hpp"

namespace assay::math {

/// The digits of 10^6 for "million", of 12 for "dozen": what multiplies the number before it.
/// Empty for any other word.
[[nodiscard]] std::string_view scale_of(std::string_view word);

/// 342 for "three hundred and forty-two", up to trillions; -1 for what is no numeral.
[[nodiscard]] std::int64_t numeral(std::string_view words);

/// 12 for "twelfth" or "the twelfth", 21 for "twenty-first"; 0 for any other words.
[[nodiscard]] std::int64_t ordinal(std::string_view words);

/// An answer that is an amount in words, and perhaps its unit: "half a mile", "negative three",
/// "2 and a half". Nothing for what begins otherwise, and for digits alone.
[[nodiscard]] std::optional<Expression> read_amount(const std::vector<Token>& tokens);

}  // namespace assay::math
