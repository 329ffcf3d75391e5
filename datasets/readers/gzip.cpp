#include "datasets/readers/gzip.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <new>

#include "engine/core/error.hpp"

namespace assay {

namespace {

constexpr int gzip_only = 16 + MAX_WBITS;

/// An inflate stream that ends itself.
class Inflater {
 public:
  Inflater(std::string_view bytes, int window_bits) : left_(bytes) {
    if (::inflateInit2(&stream_, window_bits) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~Inflater() { ::inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// One step; appends what it gives.
  int step(std::string& out) {
    if (stream_.avail_in == 0) {
      feed();
    }
    char buffer[1 << 16];
    stream_.next_out = reinterpret_cast<Bytef*>(buffer);
    stream_.avail_out = sizeof buffer;
    const int status = ::inflate(&stream_, Z_NO_FLUSH);
    out.append(buffer, sizeof buffer - stream_.avail_out);
    return status;
  }

  [[nodiscard]] bool exhausted() const { return stream_.avail_in == 0 && left_.empty(); }
  void next_member() { ::inflateReset(&stream_); }

 private:
  void feed() {
    constexpr std::size_t most = std::numeric_limits<uInt>::max();
    const std::size_t count = std::min(left_.size(), most);
    // zlib's input pointer is not const, but it does not write through it.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(left_.data()));
    stream_.avail_in = static_cast<uInt>(count);
    left_.remove_prefix(count);
  }

  z_stream stream_{};
  std::string_view left_;
};

}  // namespace

std::string gunzip(std::string_view bytes, const std::string& file, std::size_t most) {
  Inflater inflater(bytes, gzip_only);
  std::string out;
  while (true) {
    const int status = inflater.step(out);
    if (out.size() > most) {
      throw DataError(fmt::format("{}: holds more than {} bytes", file, most));
    }
    if (status == Z_STREAM_END) {
      if (inflater.exhausted()) {
        return out;
      }
      inflater.next_member();
    } else if (status == Z_BUF_ERROR) {
      throw DataError(fmt::format("{}: the gzip file is cut short; fetch it again", file));
    } else if (status == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (status != Z_OK) {
      throw DataError(fmt::format("{}: not a gzip file, or a damaged one; fetch it again", file));
    }
  }
}

std::string inflate(std::string_view bytes, const std::string& where) {
  Inflater inflater(bytes, MAX_WBITS);
  std::string out;
  while (true) {
    const int status = inflater.step(out);
    if (status == Z_STREAM_END) {
      return out;
    }
    if (status == Z_MEM_ERROR) {
      throw std::bad_alloc();
    }
    if (status != Z_OK) {
      throw DataError(fmt::format("{}: not a zlib stream, or a damaged one", where));
    }
  }
}

}  // namespace assay
