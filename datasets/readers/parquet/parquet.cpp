#include "datasets/readers/parquet/parquet.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>
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

/// Names the column in what is wrong with it.
Column read_named(std::string_view file, const ColumnChunk& chunk, const Node& leaf,
                  Budget& budget) {
  const auto named = [&](const Fault& fault) {
    return fmt::format("column '{}': {}", leaf.path, fault.what());
  };
  if (!leaf.unsupported.empty()) {
    throw Unsupported(leaf.unsupported);
  }
  try {
    return read_column(file, chunk, leaf, budget);
  } catch (const Unsupported& fault) {
    throw Unsupported(named(fault));
  } catch (const Fault& fault) {
    throw Fault(named(fault));
  }
}

using Reasons = std::map<std::string, std::string>;  ///< by field of the root

/// The columns of the fields that can be read; adds the others to `left_out`.
std::vector<Column> read_columns(std::string_view file, const RowGroup& group, const Node& root,
                                 Budget& budget, Reasons& left_out) {
  if (group.columns.size() != root.leaves) {
    damaged("a row group has another number of columns than the schema");
  }
  std::vector<Column> columns;
  for (const Node& field : root.children) {
    const std::size_t before = columns.size();
    try {
      for (const Node* leaf : leaves_of(field)) {
        if (!left_out.contains(field.name)) {
          columns.push_back(read_named(file, group.columns[leaf->first_leaf], *leaf, budget));
        }
      }
    } catch (const Unsupported& fault) {
      left_out[field.name] = fault.what();
      columns.resize(before);
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
  Reasons left_out;
  std::vector<Row> rows;
  for (const RowGroup& group : metadata.row_groups) {
    std::vector<Column> columns = read_columns(bytes, group, root, budget, left_out);
    if (left_out.size() == root.children.size()) {
      throw Fault(left_out.begin()->second);
    }
    for (nlohmann::json& object :
         assemble(without(root, left_out), std::move(columns), group.rows)) {
      rows.push_back({std::move(object), "", fmt::format("{}: row {}", file, rows.size())});
    }
  }
  const auto unreadable = left_out.empty() ? nullptr : std::make_shared<const Reasons>(left_out);
  for (Row& row : rows) {
    for (const auto& [field, reason] : left_out) {
      row.object.erase(field);  // read before a later row group had it in another way
    }
    row.unreadable = unreadable;
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
