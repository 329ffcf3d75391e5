#include "datasets/readers/parquet/assemble.hpp"

#include <utility>

namespace assay::parquet {

namespace {

using nlohmann::json;

/// A column that is read entry by entry.
class Entries {
 public:
  explicit Entries(Column column) : column_(std::move(column)) {}

  [[nodiscard]] bool at_end() const { return entry_ == column_.definition.size(); }

  /// Of the entry that comes next.
  [[nodiscard]] int definition() const {
    check();
    return static_cast<int>(column_.definition[entry_]);
  }
  [[nodiscard]] int repetition() const {
    check();
    return static_cast<int>(column_.repetition[entry_]);
  }

  void skip() {
    check();
    ++entry_;
  }

  json take() {
    skip();
    if (value_ == column_.values.size()) {
      damaged("a column has fewer values than entries that hold one");
    }
    return std::move(column_.values[value_++]);
  }

 private:
  void check() const {
    if (at_end()) {
      damaged("a column ends before its rows");
    }
  }

  Column column_;
  std::size_t entry_ = 0;
  std::size_t value_ = 0;
};

/// Whether a group that is annotated as a list or map has its elements in one repeated child.
bool wraps_elements(const Node& group) {
  return (group.annotation.meaning == Meaning::list || group.annotation.meaning == Meaning::map) &&
         group.children.size() == 1 && group.children.front().repetition == Repetition::repeated;
}

/// Whether the repeated child of a list only holds the element, as the format wants it; in older
/// files it is the element. Source: parquet-format, LogicalTypes.md, "Lists".
bool holds_element(const Node& list, const Node& repeated) {
  return list.annotation.meaning == Meaning::list && repeated.children.size() == 1 &&
         repeated.name != "array" && repeated.name != list.name + "_tuple";
}

class Assembler {
 public:
  explicit Assembler(std::vector<Column> columns) {
    entries_.reserve(columns.size());
    for (Column& column : columns) {
      entries_.emplace_back(std::move(column));
    }
  }

  json row(const Node& root) {
    for (const Entries& column : entries_) {
      if (column.repetition() != 0) {
        damaged("a row begins in the middle of a list");
      }
    }
    return content(root);
  }

  void check_end() const {
    for (const Entries& column : entries_) {
      if (!column.at_end()) {
        damaged("a column has more rows than its row group");
      }
    }
  }

 private:
  json field(const Node& node) {
    if (node.repetition == Repetition::repeated) {
      return elements(node, nullptr);
    }
    if (node.repetition == Repetition::optional && is_absent(node)) {
      skip(node);
      return nullptr;
    }
    return content(node);
  }

  json content(const Node& node) {
    if (node.is_leaf()) {
      Entries& column = entries_[node.first_leaf];
      if (column.definition() != node.max_definition) {
        damaged("a null where the schema allows none");
      }
      return column.take();
    }
    if (wraps_elements(node)) {
      return elements(node.children.front(), &node);
    }
    json object = json::object();
    for (const Node& child : node.children) {
      object[child.name] = field(child);
    }
    return object;
  }

  /// Of a repeated field; `list` is the group around it that says it is a list, if there is one.
  json elements(const Node& node, const Node* list) {
    json array = json::array();
    if (is_absent(node)) {
      skip(node);
      return array;
    }
    const Entries& first = entries_[node.first_leaf];
    do {
      array.push_back(list != nullptr && holds_element(*list, node) ? field(node.children.front())
                                                                    : content(node));
    } while (!first.at_end() && first.repetition() == node.max_repetition);
    return array;
  }

  [[nodiscard]] bool is_absent(const Node& node) const {
    return entries_[node.first_leaf].definition() < node.max_definition;
  }

  /// One entry of each column below an absent field.
  void skip(const Node& node) {
    for (std::size_t i = node.first_leaf; i < node.first_leaf + node.leaves; ++i) {
      if (entries_[i].definition() >= node.max_definition) {
        damaged("the columns of a structure disagree about whether it is there");
      }
      entries_[i].skip();
    }
  }

  std::vector<Entries> entries_;
};

}  // namespace

std::vector<json> assemble(const Node& root, std::vector<Column> columns, std::int64_t rows) {
  Assembler assembler(std::move(columns));
  std::vector<json> objects;
  for (std::int64_t i = 0; i < rows; ++i) {
    objects.push_back(assembler.row(root));
  }
  assembler.check_end();
  return objects;
}

}  // namespace assay::parquet
