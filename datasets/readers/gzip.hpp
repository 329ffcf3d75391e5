// Data that is published compressed.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace assay {

/// The bytes inside a gzip file of one or more members (RFC 1952). `file` names it in messages.
/// Throws DataError if it is no gzip file, is cut short, fails its own checksum, or holds more than
/// `most` bytes.
[[nodiscard]] std::string gunzip(std::string_view bytes, const std::string& file,
                                 std::size_t most = std::numeric_limits<std::size_t>::max());

/// The bytes inside a zlib stream (RFC 1950). Throws DataError with `where`.
[[nodiscard]] std::string inflate(std::string_view bytes, const std::string& where);

}  // namespace assay
