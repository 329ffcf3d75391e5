// Files that are published gzipped.
#pragma once

#include <string>
#include <string_view>

namespace assay {

/// The bytes inside a gzip file of one or more members (RFC 1952). `file` names it in messages.
/// Throws DataError if it is no gzip file, is cut short, or fails its own checksum.
[[nodiscard]] std::string gunzip(std::string_view bytes, const std::string& file);

}  // namespace assay
