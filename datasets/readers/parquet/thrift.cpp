#include "datasets/readers/parquet/thrift.hpp"

namespace assay::parquet {

namespace {

constexpr int most_depth = 32;

ThriftType type_of(unsigned bits) {
  if (bits == 0 || bits > static_cast<unsigned>(ThriftType::uuid)) {
    damaged("the metadata hold a type that Thrift does not know");
  }
  return static_cast<ThriftType>(bits);
}

}  // namespace

bool ThriftReader::next_field(std::int64_t& id) {
  const unsigned header = cursor_.byte();
  if (header == 0) {
    return false;
  }
  type_ = type_of(header & 0x0fU);
  id = header >> 4U != 0 ? id + static_cast<std::int64_t>(header >> 4U) : zigzag();
  if (id < 0 || id > 0x7fff) {
    damaged("the metadata hold a field of an impossible number");
  }
  return true;
}

std::uint64_t ThriftReader::list_header() {
  const unsigned header = cursor_.byte();
  const std::uint64_t count = header >> 4U != 15 ? header >> 4U : cursor_.varint();
  if (count > cursor_.left()) {
    damaged("a list of the metadata is longer than the metadata");
  }
  type_ = count == 0 ? ThriftType::stop : type_of(header & 0x0fU);
  return count;
}

void ThriftReader::expect(ThriftType type) const {
  if (type_ != type) {
    damaged("a field of the metadata has another type than Parquet gives it");
  }
}

std::int64_t ThriftReader::zigzag() {
  const std::uint64_t bits = cursor_.varint();
  return static_cast<std::int64_t>(bits >> 1U ^ (0 - (bits & 1U)));
}

std::int64_t ThriftReader::integer() {
  if (type_ == ThriftType::i8) {
    return static_cast<std::int8_t>(cursor_.byte());
  }
  if (type_ != ThriftType::i16 && type_ != ThriftType::i32) {
    expect(ThriftType::i64);
  }
  return zigzag();
}

bool ThriftReader::boolean() {
  if (type_ != ThriftType::no) {
    expect(ThriftType::yes);
  }
  return type_ == ThriftType::yes;
}

std::string ThriftReader::text() {
  expect(ThriftType::binary);
  return std::string(cursor_.take(cursor_.varint()));
}

void ThriftReader::skip(ThriftType type, int depth) {
  if (depth > most_depth) {
    damaged("the metadata are nested too deeply");
  }
  switch (type) {
    case ThriftType::stop:
    case ThriftType::yes:
    case ThriftType::no:
      break;
    case ThriftType::i8:
      cursor_.take(1);
      break;
    case ThriftType::i16:
    case ThriftType::i32:
    case ThriftType::i64:
      cursor_.varint();
      break;
    case ThriftType::real:
      cursor_.take(8);
      break;
    case ThriftType::uuid:
      cursor_.take(16);
      break;
    case ThriftType::binary:
      cursor_.take(cursor_.varint());
      break;
    case ThriftType::list:
    case ThriftType::set:
      for (std::uint64_t left = list_header(); left > 0; --left) {
        const ThriftType inner = type_;
        skip_element(inner, depth + 1);
        type_ = inner;
      }
      break;
    case ThriftType::map:
      skip_map(depth);
      break;
    case ThriftType::structure:
      for (std::int64_t id = 0; next_field(id);) {
        skip(type_, depth + 1);
      }
      break;
  }
}

void ThriftReader::skip_map(int depth) {
  const std::uint64_t count = cursor_.varint();
  if (count == 0) {
    return;
  }
  const unsigned types = cursor_.byte();
  const ThriftType key = type_of(types >> 4U);
  const ThriftType value = type_of(types & 0x0fU);
  if (count > cursor_.left()) {
    damaged("a map of the metadata is longer than the metadata");
  }
  for (std::uint64_t left = count; left > 0; --left) {
    skip_element(key, depth + 1);
    skip_element(value, depth + 1);
  }
}

/// In a list or map a truth value has a byte of its own.
void ThriftReader::skip_element(ThriftType type, int depth) {
  const bool truth = type == ThriftType::yes || type == ThriftType::no;
  skip(truth ? ThriftType::i8 : type, depth);
}

}  // namespace assay::parquet
