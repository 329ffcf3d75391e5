// Stretches of a reply that hold a value: a formula between its delimiters, the rest of a sentence,
// the last number.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

/// Whether a text between two values makes one list of them: nothing, a comma, "and", "or".
[[nodiscard]] bool joins(std::string_view between);

/// What follows a phrase: formulas joined by "and" with a unit behind, or a sentence's rest.
[[nodiscard]] std::string value_after(std::string_view rest);

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The last number with its sign, separators of thousands, decimals, fraction or percent.
[[nodiscard]] std::optional<Span> last_number(std::string_view text);

/// The last formula in its delimiters.
[[nodiscard]] std::optional<Span> last_formula(std::string_view text);

}  // namespace assay
