// Thrift's compact protocol, as far as Parquet's footers and page headers need it.
// Source: apache/thrift, doc/specs/thrift-compact-protocol.md.
#pragma once

#include <cstdint>
#include <string>

#include "datasets/readers/parquet/cursor.hpp"

namespace assay::parquet {

enum class ThriftType : std::uint8_t {
  stop = 0,
  yes = 1,
  no = 2,
  i8 = 3,
  i16 = 4,
  i32 = 5,
  i64 = 6,
  real = 7,
  binary = 8,
  list = 9,
  set = 10,
  map = 11,
  structure = 12,
  uuid = 13,
};

/// Reads one value after another. Throws Fault for what is cut short, nested too deeply or of
/// another type than asked for.
class ThriftReader {
 public:
  explicit ThriftReader(Cursor& cursor) : cursor_(cursor) {}

  /// Calls `field(id)` for each field of a structure; what it does not read must be skip()ped.
  template <typename Field>
  void fields(Field field) {
    std::int64_t id = 0;
    while (next_field(id)) {
      field(static_cast<int>(id));
    }
  }

  /// The same for a field that is a structure.
  template <typename Field>
  void structure(Field field) {
    expect(ThriftType::structure);
    fields(field);
  }

  /// Calls `element()` for each element of a list; each takes a byte or more.
  template <typename Element>
  void list(Element element) {
    expect(ThriftType::list);
    for (std::uint64_t left = list_header(); left > 0; --left) {
      const ThriftType inner = type_;
      element();
      type_ = inner;
    }
  }

  std::int64_t integer();
  bool boolean();
  std::string text();
  void skip() { skip(type_, 0); }

 private:
  bool next_field(std::int64_t& id);
  std::uint64_t list_header();
  void expect(ThriftType type) const;
  std::int64_t zigzag();
  void skip(ThriftType type, int depth);
  void skip_map(int depth);
  void skip_element(ThriftType type, int depth);

  Cursor& cursor_;
  ThriftType type_ = ThriftType::structure;  ///< of the value that comes next
};

}  // namespace assay::parquet
