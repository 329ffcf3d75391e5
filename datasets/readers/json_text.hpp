// JSON as it is written: pieces where a parsed value would lose something (integers of more than 64
// bits), and escapes that a parser refuses.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay {

/// Whether `json` holds, outside of texts, a run of 19 or more digits.
[[nodiscard]] bool has_long_number(std::string_view json);

/// The text of the value of `key` in an object; of two with the same key the last, as parsers do.
/// `object` must be well-formed. Empty if it has no such key. Keys are compared as they are
/// written.
[[nodiscard]] std::string_view member_of(std::string_view object, std::string_view key);

/// `json` with \ufffd, the replacement character, for each escape of half a pair of surrogates,
/// which no UTF-8 text can hold: what a model that broke off within a character leaves in the files
/// of other harnesses.
[[nodiscard]] std::string without_lone_surrogates(std::string_view json);

/// The texts of the elements of a well-formed array.
[[nodiscard]] std::vector<std::string_view> elements_of(std::string_view array);

}  // namespace assay
