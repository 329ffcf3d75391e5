// The texts of a row, taken out by a suite's rules.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "datasets/readers/row_fields.hpp"
#include "datasets/row_rules.hpp"

namespace assay {

/// Line ends become \n. Every member throws DataError with the row's place and the field.
class RowReader : public RowFields {
 public:
  explicit RowReader(const Row& row) : RowFields(row) {}

  using RowFields::text;
  [[nodiscard]] std::string text(const TextRule& rule) const;
  [[nodiscard]] std::string text(const std::optional<TextRule>& rule) const;  ///< empty for no rule
  /// `what` is how messages call it, e.g. "gold answer".
  [[nodiscard]] std::string text_not_empty(const TextRule& rule, std::string_view what) const;

 private:
  [[nodiscard]] std::string formatted(const std::string& format) const;
  [[nodiscard]] std::string whole(const TextRule& rule) const;
};

/// `text` without blanks at both ends.
[[nodiscard]] std::string without_blanks(const std::string& text);

}  // namespace assay
