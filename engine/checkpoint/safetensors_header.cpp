#include "engine/checkpoint/safetensors_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "engine/checkpoint/json_file.hpp"
#include "engine/core/error.hpp"

namespace assay {

namespace {

using nlohmann::json;

constexpr std::uint64_t length_bytes = 8;
constexpr std::uint64_t most_header_bytes = 100'000'000;  // the format's own limit

struct Extent {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

struct Entry {
  NamedTensor named;
  Extent extent;  ///< in the data part
};

[[noreturn]] void fail(const std::string& source, const std::string& why) {
  throw DataError(fmt::format("{}: {}: the file is damaged, download it again", source, why));
}

[[noreturn]] void fail_truncated(const std::string& source, std::uint64_t expected,
                                 std::uint64_t actual) {
  throw DataError(fmt::format("{}: truncated, {} of {} bytes are missing: download it again",
                              source, expected - actual, expected));
}

std::uint64_t header_length(std::string_view bytes, const std::string& source) {
  if (bytes.size() < length_bytes) {
    fail_truncated(source, length_bytes, bytes.size());
  }
  std::uint64_t length = 0;
  for (unsigned i = 0; i < length_bytes; ++i) {
    length |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  if (length > most_header_bytes) {
    fail(source, fmt::format("its header claims {} bytes, above the format's limit of {}", length,
                             most_header_bytes));
  }
  if (length_bytes + length > bytes.size()) {
    fail_truncated(source, length_bytes + length, bytes.size());
  }
  return length;
}

std::optional<DType> dtype_of(const json& name) {
  if (name == "BF16") {
    return DType::bf16;
  }
  if (name == "F32") {
    return DType::f32;
  }
  if (name == "F16") {
    return DType::f16;
  }
  if (name == "F8_E4M3") {
    return DType::f8_e4m3;
  }
  return name == "U8" ? std::optional(DType::u8) : std::nullopt;
}

std::uint64_t whole_number(const json& value, const std::string& where) {
  constexpr std::uint64_t most = std::uint64_t{1} << 62;
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > most) {
    fail(where, fmt::format("{} is no size", excerpt(value)));
  }
  return value.get<std::uint64_t>();
}

const json& member(const json& entry, const char* key, json::value_t type,
                   const std::string& where) {
  if (!entry.is_object() || !entry.contains(key) || entry.at(key).type() != type) {
    fail(where, fmt::format("has no valid '{}'", key));
  }
  return entry.at(key);
}

std::vector<std::int64_t> shape_of(const json& entry, const std::string& where) {
  std::vector<std::int64_t> shape;
  for (const json& extent : member(entry, "shape", json::value_t::array, where)) {
    shape.push_back(static_cast<std::int64_t>(whole_number(extent, where)));
  }
  return shape;
}

/// Bytes of a tensor of this shape, or nothing if they do not fit in 64 bits.
std::optional<std::uint64_t> bytes_of(const StoredTensor& tensor) {
  std::uint64_t bytes = size_of(tensor.dtype);
  for (const std::int64_t extent : tensor.shape) {
    if (__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(extent), &bytes)) {
      return std::nullopt;
    }
  }
  return bytes;
}

Entry parse_entry(const std::string& name, const json& value, const std::string& source) {
  const std::string where = fmt::format("{}: tensor '{}'", source, name);
  Entry entry{{name, {}}, {}};
  StoredTensor& tensor = entry.named.tensor;
  const json& dtype = member(value, "dtype", json::value_t::string, where);
  const std::optional<DType> known = dtype_of(dtype);
  if (!known) {
    throw DataError(fmt::format(
        "{} has type {}, but only BF16, F16, F32, F8_E4M3 and U8 (MXFP4) are read: convert the "
        "checkpoint to bf16",
        where, excerpt(dtype)));
  }
  tensor.dtype = *known;
  tensor.shape = shape_of(value, where);
  const json& offsets = member(value, "data_offsets", json::value_t::array, where);
  if (offsets.size() != 2) {
    fail(where, fmt::format("data_offsets {} are not two numbers", excerpt(offsets)));
  }
  entry.extent = {whole_number(offsets[0], where), whole_number(offsets[1], where)};
  const auto expected = bytes_of(tensor);
  if (entry.extent.end < entry.extent.begin || !expected ||
      entry.extent.end - entry.extent.begin != *expected) {
    fail(where, fmt::format("data_offsets {} do not fit its shape {} and type {}", excerpt(offsets),
                            excerpt(value.at("shape")), to_string(tensor.dtype)));
  }
  return entry;
}

/// The format demands that tensors fill the data part: no overlap, no hole, nothing behind.
void check_layout(std::vector<Entry>& entries, std::uint64_t data_begin, std::uint64_t file_size,
                  const std::string& source) {
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::pair(a.extent.begin, a.extent.end) < std::pair(b.extent.begin, b.extent.end);
  });
  std::uint64_t at = 0;
  for (const Entry& entry : entries) {
    if (entry.extent.begin != at) {
      fail(source,
           fmt::format("tensor '{}' begins at {}, {} the tensor before it, which ends at {}",
                       entry.named.name, entry.extent.begin,
                       entry.extent.begin < at ? "overlapping" : "leaving a hole after", at));
    }
    at = entry.extent.end;
  }
  if (data_begin + at > file_size) {
    fail_truncated(source, data_begin + at, file_size);
  }
  if (data_begin + at < file_size) {
    fail(source, fmt::format("has {} bytes behind its last tensor", file_size - data_begin - at));
  }
}

}  // namespace

std::vector<NamedTensor> parse_safetensors(std::string_view bytes, const std::string& source) {
  const std::uint64_t length = header_length(bytes, source);
  const json header = parse_json(bytes.substr(length_bytes, length), source + ": header");
  if (!header.is_object()) {
    fail(source, "its header is no JSON object");
  }
  std::vector<Entry> entries;
  for (const auto& item : header.items()) {
    if (item.key() != "__metadata__") {
      entries.push_back(parse_entry(item.key(), item.value(), source));
    }
  }
  const std::uint64_t data_begin = length_bytes + length;
  check_layout(entries, data_begin, bytes.size(), source);
  std::vector<NamedTensor> tensors;
  tensors.reserve(entries.size());
  for (Entry& entry : entries) {
    const Extent& extent = entry.extent;
    entry.named.tensor.bytes = bytes.substr(data_begin + extent.begin, extent.end - extent.begin);
    tensors.push_back(std::move(entry.named));
  }
  return tensors;
}

}  // namespace assay
