// Zstandard files (RFC 8878).
#pragma once

#include <string>
#include <string_view>

namespace assay {

/// The bytes inside a zstd file of one or more frames. `file` names it in messages. Throws
/// DataError if it is no zstd file, is cut short, fails its own checksum, or wants a window above
/// 128 MiB.
[[nodiscard]] std::string zstd_decompress(std::string_view bytes, const std::string& file);

}  // namespace assay
