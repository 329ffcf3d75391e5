// Bytes that are read from front to back and never past their end.
#pragma once

#include <cstdint>
#include <string_view>

#include "datasets/readers/parquet/fault.hpp"

namespace assay::parquet {

/// Every read throws Fault where fewer bytes are left than it needs. Numbers are little-endian.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] std::size_t left() const noexcept { return bytes_.size(); }

  std::string_view take(std::uint64_t count) {
    if (count > bytes_.size()) {
      damaged("a value reaches beyond the bytes that are there");
    }
    const std::string_view taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }

  std::uint8_t byte() { return static_cast<std::uint8_t>(take(1).front()); }

  /// Of `count` bytes, at most 8.
  std::uint64_t number(std::size_t count) {
    std::uint64_t value = 0;
    int shift = 0;
    for (const char c : take(count)) {
      value |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(c)) << shift;
      shift += 8;
    }
    return value;
  }

  /// Seven bits a byte (LEB128).
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const std::uint8_t next = byte();
      value |= static_cast<std::uint64_t>(next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    damaged("a number of more than 64 bits");
  }

 private:
  std::string_view bytes_;
};

}  // namespace assay::parquet
