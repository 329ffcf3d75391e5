// The frames that cross between the two sides of a C++ problem: the tests, where the function under
// test is a proxy that sends its arguments over a pipe, and the worker, where the candidate's
// function answers. Compiled into both, with codec.hpp and codec_types.hpp behind it. Only values
// cross. Needs C++17. The worker's copy is in the candidate's hands, and nothing that it may do to
// it matters: the tests' side checks all that arrives.
//
// A frame is its length in 8 bytes, for a request the function's number in 8, then values, each a
// tag and its bytes:
//   b 1 byte | i 8 bytes, signed | u 8 bytes, above the signed range | f a double's 8 bytes
//   s length, bytes | l count, values | a kind, value: std::any | v index, value: one of several
//   n nothing
#pragma once

#include <bits/stdc++.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

namespace assay_proxy {

constexpr std::size_t largest_frame = 16 << 20;
constexpr int deepest = 100;

/// The frame is not one: a broken protocol.
struct Malformed {
  const char* what;
};

/// A well-formed value that the type in hand cannot hold: no right value.
struct Mismatch {
  const char* what;
};

class Writer {
 public:
  void tag(char kind) { bytes_ += kind; }
  void raw(const void* data, std::size_t size) {
    if (bytes_.size() + size > largest_frame) {
      throw Malformed{"the value is larger than 16 MiB"};
    }
    bytes_.append(static_cast<const char*>(data), size);
  }
  void word(std::uint64_t value) { raw(&value, sizeof value); }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(const std::string& bytes) : at_(bytes.data()), end_(at_ + bytes.size()) {}

  char tag() {
    char kind;
    raw(&kind, 1);
    return kind;
  }
  void expect(char kind, const char* what) {
    if (tag() != kind) {
      throw Mismatch{what};
    }
  }
  void raw(void* data, std::size_t size) { std::memcpy(data, take(size), size); }
  std::uint64_t word() {
    std::uint64_t value;
    raw(&value, sizeof value);
    return value;
  }
  const char* take(std::size_t size) {
    if (size > static_cast<std::size_t>(end_ - at_)) {
      throw Malformed{"the value ends early"};
    }
    const char* begin = at_;
    at_ += size;
    return begin;
  }
  /// Of items that take at least one byte each.
  std::size_t count() {
    const std::uint64_t items = word();
    if (items > static_cast<std::size_t>(end_ - at_)) {
      throw Malformed{"the value ends early"};
    }
    return items;
  }
  bool done() const { return at_ == end_; }

  int depth = 0;

 private:
  const char* at_;
  const char* end_;
};

template <class T, class = void>
struct Codec;

template <class T>
void write(Writer& out, const T& value) {
  Codec<std::remove_cv_t<T>>::write(out, value);
}

template <class T>
T read(Reader& in) {
  if (++in.depth > deepest) {
    throw Malformed{"the value is too deep"};
  }
  T value = Codec<T>::read(in);
  --in.depth;
  return value;
}

enum class Received { frame, end, too_large };

inline bool read_exactly(int fd, char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t count = ::read(fd, data, size);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      return false;
    }
    data += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

inline bool write_exactly(int fd, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t count = ::write(fd, data, size);
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count <= 0) {
      return false;
    }
    data += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

inline Received receive(int fd, std::string& frame) {
  std::uint64_t size = 0;
  if (!read_exactly(fd, reinterpret_cast<char*>(&size), sizeof size)) {
    return Received::end;
  }
  if (size > largest_frame) {
    return Received::too_large;
  }
  frame.resize(size);
  return read_exactly(fd, frame.data(), size) ? Received::frame : Received::end;
}

inline bool send(int fd, const Writer& frame) {
  const std::uint64_t size = frame.bytes().size();
  std::string bytes(reinterpret_cast<const char*>(&size), sizeof size);
  bytes += frame.bytes();
  return write_exactly(fd, bytes.data(), bytes.size());
}

template <class P>
constexpr bool is_changed_in_place =
    std::is_lvalue_reference_v<P> && !std::is_const_v<std::remove_reference_t<P>>;

constexpr int requests_fd = 3;
constexpr int replies_fd = 4;
constexpr int verdict_fd = 5;

}  // namespace assay_proxy
