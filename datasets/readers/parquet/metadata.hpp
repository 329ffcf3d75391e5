// What a Parquet file says about itself: its footer and the headers of its pages.
// Source: apache/parquet-format, src/main/thrift/parquet.thrift.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/readers/parquet/cursor.hpp"

namespace assay::parquet {

enum class Physical {
  boolean = 0,
  int32 = 1,
  int64 = 2,
  int96 = 3,
  float32 = 4,
  float64 = 5,
  byte_array = 6,
  fixed_byte_array = 7,
};

enum class Repetition { required = 0, optional = 1, repeated = 2 };

/// What the values of a field mean beyond their physical type.
enum class Meaning { plain, text, list, map, decimal, date, timestamp, unsigned_integer, other };

struct Annotation {
  Meaning meaning = Meaning::plain;
  int scale = 0;               ///< decimal: digits after the point
  int second_digits = 0;       ///< timestamp: 3, 6 or 9 for milli-, micro- or nanoseconds
  bool utc = false;            ///< timestamp
  std::string_view name = {};  ///< of `other`, for messages
};

struct SchemaElement {
  std::string name;
  std::optional<Physical> type;  ///< empty: a group
  std::int64_t type_length = 0;  ///< of fixed_byte_array
  Repetition repetition = Repetition::required;
  std::int64_t children = 0;
  Annotation annotation;
};

struct ColumnChunk {
  std::string file_path;  ///< empty: this file
  bool encrypted = false;
  bool has_metadata = false;
  std::int64_t codec = 0;
  std::int64_t values = 0;  ///< nulls and empty lists counted
  std::int64_t compressed_size = 0;
  std::int64_t data_offset = 0;
  std::int64_t dictionary_offset = 0;  ///< 0: none
};

struct RowGroup {
  std::int64_t rows = 0;
  std::vector<ColumnChunk> columns;
};

struct FileMetadata {
  std::vector<SchemaElement> schema;  ///< depth first, the root included
  std::vector<RowGroup> row_groups;
  bool encrypted = false;
};

enum class PageKind { data = 0, index = 1, dictionary = 2, data_v2 = 3 };

/// Sizes are in bytes, not negative.
struct PageHeader {
  PageKind kind = PageKind::data;
  std::uint64_t uncompressed_size = 0;
  std::uint64_t compressed_size = 0;
  std::optional<std::uint32_t> crc;  ///< of the page as it is stored
  std::uint64_t values = 0;
  std::int64_t encoding = 0;
  std::int64_t definition_encoding = 3;  ///< data pages of version 1
  std::int64_t repetition_encoding = 3;
  std::uint64_t definition_size = 0;  ///< data pages of version 2
  std::uint64_t repetition_size = 0;
  bool is_compressed = true;
};

/// Of the bytes of a footer, without its length and magic. Throws Fault.
[[nodiscard]] FileMetadata parse_footer(std::string_view bytes);

/// Of the page that begins at `cursor`, which is then at the page's body. Throws Fault.
[[nodiscard]] PageHeader parse_page_header(Cursor& cursor);

/// "DELTA_BYTE_ARRAY", or "number 17" for one that is not known.
[[nodiscard]] std::string encoding_name(std::int64_t encoding);

}  // namespace assay::parquet
