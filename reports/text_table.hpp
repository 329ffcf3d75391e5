// Columns of text, aligned for a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace assay {

/// Columns that `text` takes: each code point of what we print is one.
[[nodiscard]] std::size_t columns_of(const std::string& text);

/// Rows as lines, two blanks before and between columns; the first `left` columns begin at the
/// left, the others end at the right. Rows may be of different lengths.
[[nodiscard]] std::string aligned(const std::vector<std::vector<std::string>>& rows,
                                  std::size_t left);

}  // namespace assay
