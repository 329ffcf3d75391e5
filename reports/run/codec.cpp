#include "reports/run/codec.hpp"

#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <memory>
#include <utility>

#include "engine/core/error.hpp"

namespace assay {

namespace {

constexpr int level = 3;
// A trace of 128 Ki tokens has well below 1 MiB; a frame that claims more is damaged.
constexpr unsigned long long most_bytes = 1ULL << 30U;

/// The varint at `at`, which moves behind it.
std::int32_t read_id(std::string_view varints, std::size_t& at) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; at < varints.size(); shift += 7) {
    if (shift > 28) {
      throw DataError("stored token ids are damaged: a varint is too long");
    }
    const auto byte = static_cast<unsigned char>(varints[at++]);
    value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
    if ((byte & 0x80U) == 0) {
      if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max())) {
        throw DataError("stored token ids are damaged: an id exceeds 31 bits");
      }
      return static_cast<std::int32_t>(value);
    }
  }
  throw DataError("stored token ids are damaged: the last varint is cut");
}

/// The same without a branch on its length, for an id of at most 4 bytes where 4 are left;
/// otherwise 0 bytes.
std::pair<std::int32_t, std::size_t> read_short_id(std::string_view varints, std::size_t at) {
  static_assert(std::endian::native == std::endian::little);
  std::uint32_t four = 0;
  if (varints.size() - at < sizeof four) {
    return {0, 0};
  }
  std::memcpy(&four, varints.data() + at, sizeof four);
  const std::uint32_t ends = ~four & 0x80808080U;
  if (ends == 0) {
    return {0, 0};
  }
  four &= ends ^ (ends - 1);  // up to the first byte that ends an id
  const std::uint32_t id = (four & 0x7fU) | (four >> 1U & 0x3f80U) | (four >> 2U & 0x1fc000U) |
                           (four >> 3U & 0xfe00000U);
  return {static_cast<std::int32_t>(id), static_cast<std::size_t>(std::countr_zero(ends)) / 8 + 1};
}

}  // namespace

std::string compress(std::string_view bytes) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                     ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string frame(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compress2(context.get(), frame.data(), frame.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(size) != 0) {
    throw InfrastructureError(fmt::format("zstd: {}", ZSTD_getErrorName(size)));
  }
  frame.resize(size);
  return frame;
}

std::string decompress(std::string_view frame) {
  const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (size > most_bytes) {  // also the two error values
    throw DataError("a stored text is damaged: no zstd frame of a possible size");
  }
  std::string bytes(size, '\0');
  thread_local const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                                  ZSTD_freeDCtx);
  const std::size_t result =
      ZSTD_decompressDCtx(context.get(), bytes.data(), bytes.size(), frame.data(), frame.size());
  if (ZSTD_isError(result) != 0 || result != bytes.size()) {
    throw DataError(
        fmt::format("a stored text is damaged: zstd says {}",
                    ZSTD_isError(result) != 0 ? ZSTD_getErrorName(result) : "too short"));
  }
  return bytes;
}

std::string pack_ids(const std::vector<std::int32_t>& ids) {
  std::string varints;
  varints.reserve(ids.size() * 2);
  for (const std::int32_t id : ids) {
    if (id < 0) {
      throw DataError(fmt::format("token id {} is negative", id));
    }
    auto rest = static_cast<std::uint32_t>(id);
    for (; rest >= 0x80U; rest >>= 7U) {
      varints.push_back(static_cast<char>((rest & 0x7fU) | 0x80U));
    }
    varints.push_back(static_cast<char>(rest));
  }
  return compress(varints);
}

std::vector<std::int32_t> unpack_ids(std::string_view blob) {
  const std::string varints = decompress(blob);
  const auto is_last = [](char c) { return (static_cast<unsigned char>(c) & 0x80U) == 0; };
  std::vector<std::int32_t> ids;
  ids.reserve(static_cast<std::size_t>(std::count_if(varints.begin(), varints.end(), is_last)));
  for (std::size_t at = 0; at < varints.size();) {
    const auto [id, bytes] = read_short_id(varints, at);
    if (bytes > 0) {
      ids.push_back(id);
      at += bytes;
    } else {
      ids.push_back(read_id(varints, at));
    }
  }
  return ids;
}

}  // namespace assay
