// UTF-8 as bytes arrive: whole characters, incomplete ones, and damage as U+FFFD.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace assay {

enum class Utf8Kind { character, incomplete, invalid };

/// What a non-empty text begins with. `length` bytes are to be taken: the character; all that is
/// there of one that more bytes could complete; or the longest start of a character that the next
/// byte breaks, at least one byte (Unicode 15, section 3.9, "maximal subparts").
struct Utf8Prefix {
  Utf8Kind kind = Utf8Kind::invalid;
  std::size_t length = 1;
};

[[nodiscard]] Utf8Prefix utf8_prefix(std::string_view text) noexcept;

/// `text` with each invalid or incomplete part as one U+FFFD.
[[nodiscard]] std::string to_valid_utf8(std::string_view text);

[[nodiscard]] std::string utf8_encode(char32_t code_point);

/// The first code point of a valid, non-empty text.
[[nodiscard]] char32_t utf8_decode(std::string_view text) noexcept;

}  // namespace assay
