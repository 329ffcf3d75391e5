// Data that is published compressed.
#pragma once

#include <string>
#include <string_view>

namespace assay {

/// The bytes inside a gzip file of one or more members (RFC 1952). `file` names it in messages.
/// Throws DataError if it is no gzip file, is cut short, or fails its own checksum.
[[nodiscard]] std::string gunzip(std::string_view bytes, const std::string& file);

/// The bytes inside a zlib stream (RFC 1950). Throws DataError with `where`.
[[nodiscard]] std::string inflate(std::string_view bytes, const std::string& where);

/// Whether a file's name says that it is gzipped.
[[nodiscard]] inline bool is_gzip_name(std::string_view name) {
  return name.size() > 3 && name.substr(name.size() - 3) == ".gz";
}

}  // namespace assay
