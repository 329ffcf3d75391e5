// Reads an answer, LaTeX or plain text or a mixture, into a tree.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graders/math/expression.hpp"

namespace assay::math {

inline constexpr std::size_t most_answer_bytes = 10'000;
inline constexpr int most_answer_depth = 64;
inline constexpr int most_answer_nodes = 4'000;

/// A symbol that stands for any number of a domain: "k \in \mathbb{Z}", "where n is an integer".
struct Parameter {
  std::string name;
  std::string domain;  ///< "integers", "naturals"
};

struct Parsed {
  bool ok = false;
  Expression expression;  ///< the likeliest reading; what is no mathematics is Kind::text
  /// Other readings of a text that has more than one, the likelier first: "1,234" is a number and
  /// then a list, "1/2x" is (1/2)x and then 1/(2x). Usually none, never more than two.
  std::vector<Expression> others;
  /// The last of the others takes symbols for units, "2 m": to be compared with units only.
  bool bare_unit = false;
  std::vector<Parameter> parameters;  ///< in the order of their declarations; the tree lacks these
  /// Of a Kind::text that holds mathematics: why that could not be read. Else empty.
  std::string unread;
  std::string problem;  ///< if not ok: nothing written, too long, too deep or too large
};

/// Linear time. `x^10` and `\sqrt10` take the whole number, `\frac12` one digit each, `a/b c` is
/// (a/b)c. "=" binds the list behind it: "n = 2, 3" is n = list(2, 3).
[[nodiscard]] Parsed parse_answer(std::string_view text);

}  // namespace assay::math
