#include "datasets/readers/zstd.hpp"

#include <fmt/format.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <memory>
#include <new>
#include <vector>

#include "engine/core/error.hpp"

namespace assay {

namespace {

struct FreeStream {
  void operator()(ZSTD_DStream* stream) const { ::ZSTD_freeDStream(stream); }
};

[[noreturn]] void refuse(const std::string& file, std::size_t status) {
  switch (::ZSTD_getErrorCode(status)) {
    case ZSTD_error_memory_allocation:
      throw std::bad_alloc();
    case ZSTD_error_frameParameter_windowTooLarge:
      throw DataError(fmt::format(
          "{}: the zstd file wants a window above 128 MiB; compress it again without --long",
          file));
    default:
      throw DataError(fmt::format("{}: not a zstd file, or a damaged one ({}); fetch it again",
                                  file, ::ZSTD_getErrorName(status)));
  }
}

}  // namespace

std::string zstd_decompress(std::string_view bytes, const std::string& file) {
  const std::unique_ptr<ZSTD_DStream, FreeStream> stream(::ZSTD_createDStream());
  if (stream == nullptr) {
    throw std::bad_alloc();
  }
  std::vector<char> buffer(::ZSTD_DStreamOutSize());
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  std::string text;
  while (true) {
    ZSTD_outBuffer out{buffer.data(), buffer.size(), 0};
    const std::size_t status = ::ZSTD_decompressStream(stream.get(), &out, &in);
    if (::ZSTD_isError(status) != 0) {
      refuse(file, status);
    }
    text.append(buffer.data(), out.pos);
    if (in.pos == in.size && status == 0) {
      return text;
    }
    if (in.pos == in.size && out.pos < out.size) {
      throw DataError(fmt::format("{}: the zstd file is cut short; fetch it again", file));
    }
  }
}

}  // namespace assay
