// How much a Parquet file may ask for, by its own size: run lengths and dictionaries let a few
// bytes stand for billions of values.
#pragma once

#include <cstdint>

#include "datasets/readers/parquet/fault.hpp"

namespace assay::parquet {

/// Both calls come before memory is taken, and throw Fault once all of them together are beyond
/// what a file of real texts holds: 262,144 values and 8 a byte of the file, 64 MiB and 64 bytes a
/// byte of the file.
class Budget {
 public:
  explicit Budget(std::uint64_t file_size)
      : values_((1U << 18U) + 8 * file_size), bytes_((64U << 20U) + 64 * file_size) {}

  void take_values(std::uint64_t count) { take(values_, count, "values"); }
  void take_bytes(std::uint64_t count) { take(bytes_, count, "bytes of pages and texts"); }

 private:
  static void take(std::uint64_t& left, std::uint64_t count, const char* what) {
    if (count > left) {
      damaged(fmt::format("it unfolds to more {} than its size explains", what));
    }
    left -= count;
  }

  std::uint64_t values_;
  std::uint64_t bytes_;
};

}  // namespace assay::parquet
