// What Unicode says of characters beyond UTF-8 itself: composed form, and stand-ins for characters
// that a library with older tables does not know.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay {

/// Canonical composition of a valid text. Source: Unicode Standard Annex 15, form C.
[[nodiscard]] std::string to_nfc(std::string_view text);

/// `text`, which is valid, with each character of Unicode 15 and 16 replaced by one of Unicode 14
/// of the same category and the same number of bytes, so that PCRE2 10.42 cuts it as the regular
/// expressions of Hugging Face's tokenizers library do. Nothing if there is none.
[[nodiscard]] std::optional<std::string> with_older_characters(std::string_view text);

}  // namespace assay
