#include "datasets/readers/parquet/parquet.hpp"

#include <fmt/format.h>

#include <utility>

#include "datasets/readers/parquet/assemble.hpp"
#include "datasets/readers/parquet/column.hpp"
#include "datasets/readers/parquet/metadata.hpp"
#include "engine/core/error.hpp"

namespace assay {

namespace {

using namespace parquet;  // NOLINT(google-build-using-namespace): this file is its front

constexpr std::string_view magic = "PAR1";
constexpr std::string_view encrypted_magic = "PARE";

/// The footer's bytes. It stands at the end, before its own length and the magic.
std::string_view footer_of(std::string_view file) {
  const std::size_t frame = magic.size() + 4;
  if (file.ends_with(encrypted_magic)) {
    unsupported("encryption");
  }
  if (file.size() < magic.size() + frame || !file.starts_with(magic)) {
    damaged("it does not begin with PAR1");
  }
  if (!file.ends_with(magic)) {
    damaged("it does not end with PAR1, as if it was cut short");
  }
  Cursor tail(file.substr(file.size() - frame));
  const std::uint64_t size = tail.number(4);
  if (size > file.size() - frame - magic.size()) {
    damaged("its footer is longer than the file");
  }
  return file.substr(file.size() - frame - size, size);
}

std::vector<Column> read_columns(std::string_view file, const RowGroup& group, const Node& root,
                                 Budget& budget) {
  const std::vector<const Node*> leaves = leaves_of(root);
  if (group.columns.size() != leaves.size()) {
    damaged("a row group has another number of columns than the schema");
  }
  std::vector<Column> columns;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    try {
      columns.push_back(read_column(file, group.columns[i], *leaves[i], budget));
    } catch (const Fault& fault) {
      throw Fault(fmt::format("column '{}': {}", leaves[i]->path, fault.what()));
    }
  }
  return columns;
}

std::vector<Row> read_rows(std::string_view bytes, const std::string& file) {
  const FileMetadata metadata = parse_footer(footer_of(bytes));
  if (metadata.encrypted) {
    unsupported("encryption");
  }
  const Node root = build_schema(metadata.schema);
  Budget budget(bytes.size());
  std::vector<Row> rows;
  for (const RowGroup& group : metadata.row_groups) {
    for (nlohmann::json& object :
         assemble(root, read_columns(bytes, group, root, budget), group.rows)) {
      rows.push_back({std::move(object), "", fmt::format("{}: row {}", file, rows.size())});
    }
  }
  return rows;
}

}  // namespace

std::vector<Row> parse_parquet(std::string_view bytes, const std::string& file) {
  try {
    return read_rows(bytes, file);
  } catch (const Fault& fault) {
    throw DataError(fmt::format("{}: {}", file, fault.what()));
  }
}

}  // namespace assay
