// The compression of Parquet's pages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace assay::parquet {

/// Whether `codec` (parquet.thrift, CompressionCodec) is one of those below. Throws Fault with its
/// name if it is not.
void check_codec(std::int64_t codec);

/// The `size` bytes of a page that was compressed by UNCOMPRESSED, SNAPPY, GZIP or ZSTD. Throws
/// Fault if it is damaged, or `size` is more than the codec can make of so few bytes.
[[nodiscard]] std::string decompress(std::int64_t codec, std::string_view bytes,
                                     std::uint64_t size);

}  // namespace assay::parquet
