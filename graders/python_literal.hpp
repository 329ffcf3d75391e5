// Python literals as data: what ast.literal_eval reads, without complex numbers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

struct PythonLiteral {
  enum class Kind { none, number, text, bytes, list, tuple, set, dict };
  Kind kind = Kind::none;
  std::string
      text;  ///< of text and bytes what they hold; of a number its digits, for equal ones equal
  std::vector<PythonLiteral> items;  ///< of a dict keys and values in turn
};

/// Nothing if `text` is no literal, or deeper than 100.
[[nodiscard]] std::optional<PythonLiteral> parse_python_literal(std::string_view text);

/// One spelling for literals that Python finds equal: 1, 1.0 and True; sets and dicts in any order.
[[nodiscard]] std::string canonical_text(const PythonLiteral& literal);

}  // namespace assay
