// An HTML table built row by row, in a box that scrolls sideways on a narrow screen.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace assay::html {

/// Cells are markup: the caller escapes text. The first column is a row's heading.
class Table {
 public:
  /// `text_columns` are aligned left, as the first is; numbers to the right.
  explicit Table(const std::vector<std::string>& headings, const std::string& caption = "",
                 std::vector<std::size_t> text_columns = {});

  Table& row(const std::vector<std::string>& cells, const std::string& row_class = "");
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] std::string markup() const;

 private:
  [[nodiscard]] const char* alignment(std::size_t column) const;

  std::vector<std::size_t> text_columns_;
  std::string head_;
  std::string rows_;
  std::string label_;
};

}  // namespace assay::html
