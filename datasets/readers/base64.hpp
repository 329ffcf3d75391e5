// Base64 (RFC 4648, section 4).
#pragma once

#include <string>
#include <string_view>

namespace assay {

/// The bytes; line ends are skipped, padding may be left out. Throws DataError with `where`.
[[nodiscard]] std::string from_base64(std::string_view text, const std::string& where);

}  // namespace assay
