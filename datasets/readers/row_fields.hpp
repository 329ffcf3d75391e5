// Typed access to the fields of one row, with messages that say where it stands.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "datasets/readers/rows.hpp"

namespace assay {

/// A field's name may be a path: "a.b" is b within a, "a.0" the first item of a list, where the row
/// has no field of just that name.
///
/// Line ends within texts become \n (MBPP's sources have CRLF). Every accessor throws DataError
/// "file:line: what" for a field that is missing, of another type or in an unreadable column.
class RowFields {
 public:
  explicit RowFields(const Row& row) : row_(row) {}

  /// Whether the field is there and not null.
  [[nodiscard]] bool has(const std::string& field) const;
  [[nodiscard]] const nlohmann::json& get(const std::string& field) const;

  /// A text, or a number as JSON writes it.
  [[nodiscard]] std::string text(const std::string& field) const;
  [[nodiscard]] std::string text_or(const std::string& field, const std::string& otherwise) const;
  [[nodiscard]] std::string text_not_empty(const std::string& field) const;
  [[nodiscard]] std::vector<std::string> texts(const std::string& field) const;
  /// An integer, or a text that is one, as CSV has them.
  [[nodiscard]] long long integer(const std::string& field) const;
  [[nodiscard]] double number(const std::string& field) const;

  [[noreturn]] void fail(const std::string& what) const;

  /// The same about a field: also says where the suite names it.
  [[noreturn]] void fail_at(const std::string& field, const std::string& what) const;

  [[nodiscard]] const Row& row() const noexcept { return row_; }

 private:
  void check_readable(const std::string& field) const;
  [[nodiscard]] const nlohmann::json* find(const std::string& field) const;

  const Row& row_;
};

/// \r\n and \r alone become \n.
[[nodiscard]] std::string with_unix_line_ends(std::string_view text);

}  // namespace assay
