#include "datasets/readers/parquet/metadata.hpp"

#include <array>

#include "datasets/readers/parquet/thrift.hpp"

namespace assay::parquet {

namespace {

/// An integer of the metadata as one of the first `count` values of an enumeration.
template <typename Enum>
Enum one_of(std::int64_t value, std::int64_t count, const char* what) {
  if (value < 0 || value >= count) {
    damaged(fmt::format("{} is number {}, which the format does not have", what, value));
  }
  return static_cast<Enum>(value);
}

std::uint64_t size_of(std::int64_t value, const char* what) {
  if (value < 0) {
    damaged(fmt::format("{} is {}", what, value));
  }
  return static_cast<std::uint64_t>(value);
}

Annotation of(Meaning meaning) {
  Annotation annotation;
  annotation.meaning = meaning;
  return annotation;
}

Annotation other(std::string_view name) { return {Meaning::other, 0, 0, false, name}; }

/// The older annotation of a field, ConvertedType.
Annotation converted(std::int64_t type) {
  switch (type) {
    case 0:   // UTF8
    case 4:   // ENUM
    case 19:  // JSON
      return of(Meaning::text);
    case 1:  // MAP
    case 2:  // MAP_KEY_VALUE
      return of(Meaning::map);
    case 3:
      return of(Meaning::list);
    case 5:
      return of(Meaning::decimal);
    case 6:
      return of(Meaning::date);
    case 9:
      return {Meaning::timestamp, 0, 3, true, {}};
    case 10:
      return {Meaning::timestamp, 0, 6, true, {}};
    case 11:
    case 12:
    case 13:
    case 14:
      return of(Meaning::unsigned_integer);
    case 15:
    case 16:
    case 17:
    case 18:
      return of(Meaning::plain);
    case 7:
    case 8:
      return other("TIME");
    case 20:
      return other("BSON");
    case 21:
      return other("INTERVAL");
    default:
      return other("an unknown annotation");
  }
}

Annotation decimal(ThriftReader& reader) {
  Annotation annotation = of(Meaning::decimal);
  reader.structure([&](int id) {
    if (id == 1) {
      annotation.scale = static_cast<int>(reader.integer());
    } else {
      reader.skip();
    }
  });
  return annotation;
}

Annotation timestamp(ThriftReader& reader) {
  Annotation annotation = of(Meaning::timestamp);
  reader.structure([&](int id) {
    if (id == 1) {
      annotation.utc = reader.boolean();
    } else if (id == 2) {
      reader.structure([&](int unit) {
        annotation.second_digits = 3 * unit;
        reader.skip();
      });
    } else {
      reader.skip();
    }
  });
  return annotation;
}

Annotation integer(ThriftReader& reader) {
  Annotation annotation;
  reader.structure([&](int id) {
    if (id == 2) {
      annotation.meaning = reader.boolean() ? Meaning::plain : Meaning::unsigned_integer;
    } else {
      reader.skip();
    }
  });
  return annotation;
}

Annotation named(int id) {
  switch (id) {
    case 1:   // STRING
    case 4:   // ENUM
    case 12:  // JSON
      return of(Meaning::text);
    case 2:
      return of(Meaning::map);
    case 3:
      return of(Meaning::list);
    case 6:
      return of(Meaning::date);
    case 11:  // UNKNOWN: nothing but nulls
      return of(Meaning::plain);
    case 7:
      return other("TIME");
    case 13:
      return other("BSON");
    case 14:
      return other("UUID");
    case 15:
      return other("FLOAT16");
    case 16:
      return other("VARIANT");
    case 17:
      return other("GEOMETRY");
    case 18:
      return other("GEOGRAPHY");
    default:
      return other("an unknown annotation");
  }
}

/// The newer annotation of a field, the union LogicalType.
Annotation logical(ThriftReader& reader) {
  Annotation annotation;
  reader.structure([&](int id) {
    if (id == 5) {
      annotation = decimal(reader);
    } else if (id == 8) {
      annotation = timestamp(reader);
    } else if (id == 10) {
      annotation = integer(reader);
    } else {
      annotation = named(id);
      reader.skip();
    }
  });
  return annotation;
}

SchemaElement schema_element(ThriftReader& reader) {
  SchemaElement element;
  std::optional<Annotation> older;
  std::optional<Annotation> newer;
  int scale = 0;
  reader.structure([&](int id) {
    switch (id) {
      case 1:
        element.type = one_of<Physical>(reader.integer(), 8, "the type of a column");
        break;
      case 2:
        element.type_length = reader.integer();
        break;
      case 3:
        element.repetition = one_of<Repetition>(reader.integer(), 3, "the repetition of a field");
        break;
      case 4:
        element.name = reader.text();
        break;
      case 5:
        element.children = reader.integer();
        break;
      case 6:
        older = converted(reader.integer());
        break;
      case 7:
        scale = static_cast<int>(reader.integer());
        break;
      case 10:
        newer = logical(reader);
        break;
      default:
        reader.skip();
    }
  });
  if (older) {
    older->scale = scale;
  }
  element.annotation = newer ? *newer : older.value_or(Annotation{});
  return element;
}

void column_metadata(ThriftReader& reader, ColumnChunk& column) {
  column.has_metadata = true;
  reader.structure([&](int id) {
    switch (id) {
      case 4:
        column.codec = reader.integer();
        break;
      case 5:
        column.values = reader.integer();
        break;
      case 7:
        column.compressed_size = reader.integer();
        break;
      case 9:
        column.data_offset = reader.integer();
        break;
      case 11:
        column.dictionary_offset = reader.integer();
        break;
      default:
        reader.skip();
    }
  });
}

ColumnChunk column_chunk(ThriftReader& reader) {
  ColumnChunk column;
  reader.structure([&](int id) {
    if (id == 1) {
      column.file_path = reader.text();
    } else if (id == 3) {
      column_metadata(reader, column);
    } else {
      column.encrypted = column.encrypted || id == 8 || id == 9;
      reader.skip();
    }
  });
  return column;
}

RowGroup row_group(ThriftReader& reader) {
  RowGroup group;
  reader.structure([&](int id) {
    if (id == 1) {
      reader.list([&] { group.columns.push_back(column_chunk(reader)); });
    } else if (id == 3) {
      group.rows = reader.integer();
    } else {
      reader.skip();
    }
  });
  return group;
}

void data_page(ThriftReader& reader, PageHeader& page) {
  reader.structure([&](int id) {
    switch (id) {
      case 1:
        page.values = size_of(reader.integer(), "the number of a page's values");
        break;
      case 2:
        page.encoding = reader.integer();
        break;
      case 3:
        page.definition_encoding = reader.integer();
        break;
      case 4:
        page.repetition_encoding = reader.integer();
        break;
      default:
        reader.skip();
    }
  });
}

void dictionary_page(ThriftReader& reader, PageHeader& page) {
  reader.structure([&](int id) {
    if (id == 1) {
      page.values = size_of(reader.integer(), "the number of a dictionary's values");
    } else if (id == 2) {
      page.encoding = reader.integer();
    } else {
      reader.skip();
    }
  });
}

void data_page_v2(ThriftReader& reader, PageHeader& page) {
  reader.structure([&](int id) {
    switch (id) {
      case 1:
        page.values = size_of(reader.integer(), "the number of a page's values");
        break;
      case 4:
        page.encoding = reader.integer();
        break;
      case 5:
        page.definition_size = size_of(reader.integer(), "the size of a page's levels");
        break;
      case 6:
        page.repetition_size = size_of(reader.integer(), "the size of a page's levels");
        break;
      case 7:
        page.is_compressed = reader.boolean();
        break;
      default:
        reader.skip();
    }
  });
}

}  // namespace

FileMetadata parse_footer(std::string_view bytes) {
  Cursor cursor(bytes);
  ThriftReader reader(cursor);
  FileMetadata metadata;
  reader.structure([&](int id) {
    if (id == 2) {
      reader.list([&] { metadata.schema.push_back(schema_element(reader)); });
    } else if (id == 4) {
      reader.list([&] { metadata.row_groups.push_back(row_group(reader)); });
    } else {
      metadata.encrypted = metadata.encrypted || id == 8;
      reader.skip();
    }
  });
  return metadata;
}

PageHeader parse_page_header(Cursor& cursor) {
  ThriftReader reader(cursor);
  PageHeader page;
  reader.structure([&](int id) {
    switch (id) {
      case 1:
        page.kind = one_of<PageKind>(reader.integer(), 4, "the kind of a page");
        break;
      case 2:
        page.uncompressed_size = size_of(reader.integer(), "the size of a page");
        break;
      case 3:
        page.compressed_size = size_of(reader.integer(), "the size of a page");
        break;
      case 4:
        page.crc = static_cast<std::uint32_t>(reader.integer());
        break;
      case 5:
        data_page(reader, page);
        break;
      case 7:
        dictionary_page(reader, page);
        break;
      case 8:
        data_page_v2(reader, page);
        break;
      default:
        reader.skip();
    }
  });
  return page;
}

std::string encoding_name(std::int64_t encoding) {
  static constexpr std::array<const char*, 10> names = {
      "PLAIN",          "GROUP_VAR_INT",       "PLAIN_DICTIONARY",        "RLE",
      "BIT_PACKED",     "DELTA_BINARY_PACKED", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY",
      "RLE_DICTIONARY", "BYTE_STREAM_SPLIT",
  };
  return encoding >= 0 && encoding < static_cast<std::int64_t>(names.size())
             ? names[static_cast<std::size_t>(encoding)]
             : fmt::format("number {}", encoding);
}

}  // namespace assay::parquet
