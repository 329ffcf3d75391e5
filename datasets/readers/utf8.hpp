// Whether bytes are text.
#pragma once

#include <cstddef>
#include <string_view>

namespace assay {

/// Index of the first byte that begins no well-formed UTF-8 character (RFC 3629: nothing overlong,
/// no surrogates, nothing above U+10FFFF); the size of `bytes` if all of them are UTF-8.
[[nodiscard]] std::size_t first_invalid_utf8(std::string_view bytes) noexcept;

[[nodiscard]] inline bool is_utf8(std::string_view bytes) noexcept {
  return first_invalid_utf8(bytes) == bytes.size();
}

}  // namespace assay
