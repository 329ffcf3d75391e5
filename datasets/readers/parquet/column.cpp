#include "datasets/readers/parquet/column.hpp"

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

#include "datasets/readers/parquet/codec.hpp"
#include "datasets/readers/parquet/runs.hpp"
#include "datasets/readers/parquet/values.hpp"

namespace assay::parquet {

namespace {

using nlohmann::json;
using Levels = std::vector<std::uint32_t>;

enum Encoding : std::int64_t { plain = 0, plain_dictionary = 2, rle = 3, rle_dictionary = 8 };

/// What a chunk may lie in: its pages, one after another.
std::string_view pages_of(std::string_view file, const ColumnChunk& chunk) {
  const std::int64_t begin = chunk.dictionary_offset > 0
                                 ? std::min(chunk.dictionary_offset, chunk.data_offset)
                                 : chunk.data_offset;
  const auto size = static_cast<std::int64_t>(file.size());
  if (begin < 0 || begin > size || chunk.compressed_size < 0 ||
      chunk.compressed_size > size - begin) {
    damaged("its pages lie outside of the file");
  }
  return file.substr(static_cast<std::size_t>(begin),
                     static_cast<std::size_t>(chunk.compressed_size));
}

void check_crc(const PageHeader& page, std::string_view body) {
  if (page.crc &&
      ::crc32_z(0, reinterpret_cast<const Bytef*>(body.data()), body.size()) != *page.crc) {
    damaged("a page does not fit its checksum");
  }
}

class ColumnReader {
 public:
  ColumnReader(const ColumnChunk& chunk, const Node& leaf, Budget& budget)
      : chunk_(chunk), leaf_(leaf), budget_(budget) {}

  Column read(std::string_view pages) {
    Cursor cursor(pages);
    while (static_cast<std::int64_t>(column_.definition.size()) < chunk_.values) {
      if (cursor.left() == 0) {
        damaged("it has fewer values than the footer says");
      }
      const PageHeader page = parse_page_header(cursor);
      const std::string_view body = cursor.take(page.compressed_size);
      check_crc(page, body);
      read_page(page, body);
    }
    if (static_cast<std::int64_t>(column_.definition.size()) != chunk_.values) {
      damaged("it has more values than the footer says");
    }
    return std::move(column_);
  }

 private:
  void read_page(const PageHeader& page, std::string_view body) {
    budget_.take_bytes(page.uncompressed_size);
    budget_.take_values(page.values);
    switch (page.kind) {
      case PageKind::dictionary:
        read_dictionary(page, body);
        break;
      case PageKind::data:
        read_data(page, body);
        break;
      case PageKind::data_v2:
        read_data_v2(page, body);
        break;
      case PageKind::index:
        break;
    }
  }

  void read_dictionary(const PageHeader& page, std::string_view body) {
    if (dictionary_ || !column_.definition.empty()) {
      damaged("its dictionary is not its first page");
    }
    if (page.encoding != plain && page.encoding != plain_dictionary) {
      unsupported(fmt::format("a dictionary in the encoding {}", encoding_name(page.encoding)));
    }
    const std::string bytes = decompress(chunk_.codec, body, page.uncompressed_size);
    Cursor cursor(bytes);
    dictionary_ = read_plain(cursor, leaf_, page.values);
  }

  void read_data(const PageHeader& page, std::string_view body) {
    const std::string bytes = decompress(chunk_.codec, body, page.uncompressed_size);
    Cursor cursor(bytes);
    Levels repetition =
        sized_levels(cursor, page.repetition_encoding, leaf_.max_repetition, page.values);
    Levels definition =
        sized_levels(cursor, page.definition_encoding, leaf_.max_definition, page.values);
    append(page, cursor, std::move(repetition), std::move(definition));
  }

  /// Levels come before the values, and are not compressed.
  void read_data_v2(const PageHeader& page, std::string_view body) {
    Cursor stored(body);
    Cursor repetition_bytes(stored.take(page.repetition_size));
    Cursor definition_bytes(stored.take(page.definition_size));
    Levels repetition = levels(repetition_bytes, leaf_.max_repetition, page.values);
    Levels definition = levels(definition_bytes, leaf_.max_definition, page.values);
    if (page.uncompressed_size < body.size() - stored.left()) {
      damaged("a page is smaller than its levels");
    }
    const std::uint64_t size = page.uncompressed_size - (body.size() - stored.left());
    const std::string_view rest = stored.take(stored.left());
    const std::string bytes = page.is_compressed && !rest.empty()
                                  ? decompress(chunk_.codec, rest, size)
                                  : std::string(rest);
    Cursor cursor(bytes);
    append(page, cursor, std::move(repetition), std::move(definition));
  }

  [[nodiscard]] static Levels sized_levels(Cursor& cursor, std::int64_t encoding, int greatest,
                                           std::uint64_t count) {
    if (greatest == 0) {
      return Levels(count, 0);
    }
    if (encoding != rle) {
      unsupported(fmt::format("levels in the encoding {}", encoding_name(encoding)));
    }
    Cursor bytes(cursor.take(cursor.number(4)));
    return levels(bytes, greatest, count);
  }

  [[nodiscard]] static Levels levels(Cursor& cursor, int greatest, std::uint64_t count) {
    if (greatest == 0) {
      return Levels(count, 0);
    }
    const auto most = static_cast<std::uint32_t>(greatest);
    Levels read = read_runs(cursor, static_cast<unsigned>(std::bit_width(most)), count);
    if (std::any_of(read.begin(), read.end(), [&](std::uint32_t level) { return level > most; })) {
      damaged("a level that the schema does not have");
    }
    return read;
  }

  void append(const PageHeader& page, Cursor& cursor, Levels repetition, Levels definition) {
    const auto present = static_cast<std::uint64_t>(std::count(
        definition.begin(), definition.end(), static_cast<std::uint32_t>(leaf_.max_definition)));
    std::vector<json> values = read_values(page, cursor, present);
    column_.repetition.insert(column_.repetition.end(), repetition.begin(), repetition.end());
    column_.definition.insert(column_.definition.end(), definition.begin(), definition.end());
    column_.values.insert(column_.values.end(), std::make_move_iterator(values.begin()),
                          std::make_move_iterator(values.end()));
  }

  std::vector<json> read_values(const PageHeader& page, Cursor& cursor, std::uint64_t count) {
    if (count == 0) {
      return {};
    }
    if (page.encoding == plain) {
      return read_plain(cursor, leaf_, count);
    }
    if (page.encoding == plain_dictionary || page.encoding == rle_dictionary) {
      return read_indices(cursor, count);
    }
    if (page.encoding == rle && leaf_.type == Physical::boolean) {
      return read_boolean_runs(cursor, count);
    }
    unsupported(fmt::format("the encoding {}", encoding_name(page.encoding)));
  }

  std::vector<json> read_indices(Cursor& cursor, std::uint64_t count) {
    if (!dictionary_) {
      damaged("its values stand in a dictionary that it does not have");
    }
    const unsigned width = cursor.byte();
    std::vector<json> values;
    values.reserve(count);
    for (const std::uint32_t index : read_runs(cursor, width, count)) {
      if (index >= dictionary_->size()) {
        damaged("a value beyond the end of its dictionary");
      }
      const json& value = (*dictionary_)[index];
      budget_.take_bytes(value.is_string() ? value.get_ref<const std::string&>().size() : 0);
      values.push_back(value);
    }
    return values;
  }

  static std::vector<json> read_boolean_runs(Cursor& cursor, std::uint64_t count) {
    Cursor bytes(cursor.take(cursor.number(4)));
    std::vector<json> values;
    values.reserve(count);
    for (const std::uint32_t bit : read_runs(bytes, 1, count)) {
      values.emplace_back(bit != 0);
    }
    return values;
  }

  const ColumnChunk& chunk_;
  const Node& leaf_;
  Budget& budget_;
  Column column_;
  std::optional<std::vector<json>> dictionary_;
};

}  // namespace

Column read_column(std::string_view file, const ColumnChunk& chunk, const Node& leaf,
                   Budget& budget) {
  if (chunk.encrypted) {
    unsupported("encryption");
  }
  if (!chunk.file_path.empty()) {
    unsupported("a column that lies in another file");
  }
  if (!chunk.has_metadata || chunk.values < 0) {
    damaged("its metadata are missing");
  }
  check_codec(chunk.codec);
  return ColumnReader(chunk, leaf, budget).read(pages_of(file, chunk));
}

}  // namespace assay::parquet
