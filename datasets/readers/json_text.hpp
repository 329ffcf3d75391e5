// Pieces of JSON as they are written, where a parsed value would lose something: integers of more
// than 64 bits.
#pragma once

#include <string_view>
#include <vector>

namespace assay {

/// Whether `json` holds, outside of texts, a run of 19 or more digits.
[[nodiscard]] bool has_long_number(std::string_view json);

/// The text of the value of `key` in an object; of two with the same key the last, as parsers do.
/// `object` must be well-formed. Empty if it has no such key. Keys are compared as they are
/// written.
[[nodiscard]] std::string_view member_of(std::string_view object, std::string_view key);

/// The texts of the elements of a well-formed array.
[[nodiscard]] std::vector<std::string_view> elements_of(std::string_view array);

}  // namespace assay
