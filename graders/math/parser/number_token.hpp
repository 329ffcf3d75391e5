// The characters of one number: separators of thousands, a point, a cycle, a power of ten.
#pragma once

#include <cstddef>
#include <string_view>

namespace assay::math {

struct NumberToken {
  std::size_t size = 0;         ///< bytes
  bool bare_thousands = false;  ///< a comma alone was taken for a separator of thousands
};

/// The number that starts at `at`, with a digit or a point; with `thousands` "1,234" is one.
/// Linear.
[[nodiscard]] NumberToken number_at(std::string_view text, std::size_t at, bool thousands);

/// Whether a mark over repeating digits starts at `at`: \overline, \dot{ and the like.
[[nodiscard]] bool repetition_at(std::string_view text, std::size_t at);

}  // namespace assay::math
