#include "datasets/readers/parquet/runs.hpp"

#include <algorithm>

namespace assay::parquet {

namespace {

/// Appends `count` values out of `bytes`, lowest bits first.
void unpack(std::string_view bytes, unsigned width, std::uint64_t count,
            std::vector<std::uint32_t>& values) {
  const std::uint64_t mask = (std::uint64_t{1} << width) - 1;
  std::uint64_t bits = 0;
  unsigned filled = 0;
  std::size_t at = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    while (filled < width) {
      bits |= static_cast<std::uint64_t>(static_cast<std::uint8_t>(bytes[at++])) << filled;
      filled += 8;
    }
    values.push_back(static_cast<std::uint32_t>(bits & mask));
    bits >>= width;
    filled -= width;
  }
}

}  // namespace

std::vector<std::uint32_t> read_runs(Cursor& cursor, unsigned width, std::uint64_t count) {
  if (width > 32) {
    damaged("packed integers of more than 32 bits");
  }
  std::vector<std::uint32_t> values;
  values.reserve(count);
  while (values.size() < count) {
    const std::uint64_t header = cursor.varint();
    const std::uint64_t wanted = count - values.size();
    if ((header & 1U) == 0) {
      const auto value = static_cast<std::uint32_t>(cursor.number((width + 7) / 8));
      values.insert(values.end(), std::min(header >> 1U, wanted), value);
      continue;
    }
    const std::uint64_t groups = header >> 1U;
    if (groups > wanted / 8 + 1) {
      damaged("more packed integers than the page has values");
    }
    const std::uint64_t taken = std::min(groups * 8, wanted);
    // Some writers leave out the padding of the last group.
    const std::uint64_t needed = (taken * width + 7) / 8;
    const std::uint64_t whole = std::min<std::uint64_t>(groups * width, cursor.left());
    unpack(cursor.take(std::max(needed, whole)), width, taken, values);
  }
  return values;
}

}  // namespace assay::parquet
