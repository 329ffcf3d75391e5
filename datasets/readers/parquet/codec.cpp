#include "datasets/readers/parquet/codec.hpp"

#include <snappy.h>
#include <zstd.h>

#include <array>

#include "datasets/readers/gzip.hpp"
#include "datasets/readers/parquet/fault.hpp"
#include "engine/core/error.hpp"

namespace assay::parquet {

namespace {

enum Codec : std::int64_t { uncompressed = 0, snappy_codec = 1, gzip = 2, zstd = 6 };

/// Bytes that one compressed byte can become, rounded up: copies of 64 bytes in three, matches of
/// 258 bytes in two bits, blocks of 128 KiB in four bytes.
std::uint64_t most_expansion(std::int64_t codec) {
  switch (codec) {
    case snappy_codec:
      return 22;
    case gzip:
      return 1040;
    case zstd:
      return 1U << 15U;
    default:
      return 1;
  }
}

std::string unsnap(std::string_view bytes, std::uint64_t size) {
  std::size_t announced = 0;
  if (!::snappy::GetUncompressedLength(bytes.data(), bytes.size(), &announced) ||
      announced != size) {
    damaged("a snappy page of another size than its header says");
  }
  std::string page(size, '\0');
  if (!::snappy::RawUncompress(bytes.data(), bytes.size(), page.data())) {
    damaged("a snappy page cannot be decompressed");
  }
  return page;
}

std::string unzip(std::string_view bytes, std::uint64_t size) {
  try {
    return gunzip(bytes, "a page", size);
  } catch (const DataError&) {
    damaged("a gzip page cannot be decompressed");
  }
}

std::string unzstd(std::string_view bytes, std::uint64_t size) {
  std::string page(size, '\0');
  const std::size_t written =
      ::ZSTD_decompress(page.data(), page.size(), bytes.data(), bytes.size());
  if (::ZSTD_isError(written) != 0) {
    damaged("a zstd page cannot be decompressed");
  }
  page.resize(written);
  return page;
}

std::string unpack(std::int64_t codec, std::string_view bytes, std::uint64_t size) {
  switch (codec) {
    case snappy_codec:
      return unsnap(bytes, size);
    case gzip:
      return unzip(bytes, size);
    case zstd:
      return unzstd(bytes, size);
    default:
      return std::string(bytes);
  }
}

}  // namespace

void check_codec(std::int64_t codec) {
  static constexpr std::array<const char*, 8> names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "LZO",
                                                       "BROTLI",       "LZ4",    "ZSTD", "LZ4_RAW"};
  if (codec != uncompressed && codec != snappy_codec && codec != gzip && codec != zstd) {
    const bool known = codec >= 0 && codec < static_cast<std::int64_t>(names.size());
    unsupported(fmt::format("compression {}", known ? names[static_cast<std::size_t>(codec)]
                                                    : fmt::format("number {}", codec)));
  }
}

std::string decompress(std::int64_t codec, std::string_view bytes, std::uint64_t size) {
  if (size > bytes.size() * most_expansion(codec) + 64) {
    damaged("a page is larger than its compressed bytes can become");
  }
  std::string page = unpack(codec, bytes, size);
  if (page.size() != size) {
    damaged("a page has another size than its header says");
  }
  return page;
}

}  // namespace assay::parquet
