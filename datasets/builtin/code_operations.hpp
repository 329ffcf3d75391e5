// The primitive operations of assay-code: wording, Python statement, and C++ meaning.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace assay::builtin {

using List = std::vector<std::int64_t>;
using Value = std::variant<std::int64_t, std::string, List>;

/// `text` and `code` hold K for the constant and v for the variable.
struct Operation {
  const char* name;
  char from;  ///< n integer, s string, l list of integers
  char to;
  int low;  ///< range of the constant; 0, 0: none
  int high;
  const char* text;
  const char* code;
  Value (*apply)(const Value& value, std::int64_t k);
};

[[nodiscard]] const std::vector<Operation>& operations();

/// A test on an integer, for `conditions`.
struct Predicate {
  const char* name;
  int low;
  int high;
  const char* text;
  const char* code;
  bool (*holds)(std::int64_t x, std::int64_t k);
};

[[nodiscard]] const std::vector<Predicate>& predicates();

/// The value as a Python literal.
[[nodiscard]] std::string python_literal(const Value& value);

/// True if no integer in `value` exceeds 10^6 in magnitude and nothing is longer than 40.
[[nodiscard]] bool is_moderate(const Value& value);

}  // namespace assay::builtin
