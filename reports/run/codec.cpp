#include "reports/run/codec.hpp"

#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "engine/core/error.hpp"

namespace assay {

namespace {

constexpr int level = 3;
// A trace of 128 Ki tokens has well below 1 MiB; a frame that claims more is damaged.
constexpr unsigned long long most_bytes = 1ULL << 30U;

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
  std::uint64_t value = 0;
  unsigned shift = 0;
  for (const char c : varints) {
    const auto byte = static_cast<unsigned char>(c);
    value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
    shift += 7;
    if ((byte & 0x80U) == 0) {
      if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max())) {
        throw DataError("stored token ids are damaged: an id exceeds 31 bits");
      }
      ids.push_back(static_cast<std::int32_t>(value));
      value = 0;
      shift = 0;
    } else if (shift > 28) {
      throw DataError("stored token ids are damaged: a varint is too long");
    }
  }
  if (shift != 0) {
    throw DataError("stored token ids are damaged: the last varint is cut");
  }
  return ids;
}

}  // namespace assay
