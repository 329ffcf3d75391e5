#include "datasets/readers/parquet/schema.hpp"

#include <set>
#include <utility>

#include "datasets/readers/utf8.hpp"

namespace assay::parquet {

namespace {

constexpr int most_depth = 64;
constexpr std::size_t widest_decimal = 16;

bool is_integer(Physical type) { return type == Physical::int32 || type == Physical::int64; }

bool is_bytes(Physical type) {
  return type == Physical::byte_array || type == Physical::fixed_byte_array;
}

/// Whether a meaning can stand on a physical type.
bool fits(const Node& leaf) {
  const Annotation& annotation = leaf.annotation;
  switch (annotation.meaning) {
    case Meaning::text:
      return is_bytes(leaf.type);
    case Meaning::decimal:
      return (is_integer(leaf.type) || is_bytes(leaf.type)) && annotation.scale >= 0 &&
             annotation.scale <= 38;
    case Meaning::date:
      return leaf.type == Physical::int32;
    case Meaning::timestamp:
      return leaf.type == Physical::int64 &&
             (annotation.second_digits == 3 || annotation.second_digits == 6 ||
              annotation.second_digits == 9);
    case Meaning::unsigned_integer:
      return is_integer(leaf.type);
    default:
      return true;
  }
}

void check_leaf(const Node& leaf) {
  const std::string column = fmt::format("column '{}'", leaf.path);
  if (leaf.type == Physical::int96) {
    unsupported(column + " of type INT96");
  }
  if (leaf.annotation.meaning == Meaning::other) {
    unsupported(fmt::format("{} of type {}", column, leaf.annotation.name));
  }
  if (leaf.annotation.meaning == Meaning::list || leaf.annotation.meaning == Meaning::map ||
      !fits(leaf)) {
    damaged(column + " has a logical type that its physical type cannot have");
  }
  if (leaf.type == Physical::fixed_byte_array && leaf.type_length == 0) {
    damaged(column + " has values of no length");
  }
  if (leaf.type == Physical::fixed_byte_array && leaf.annotation.meaning == Meaning::decimal &&
      leaf.type_length > widest_decimal) {
    unsupported(column + " of type DECIMAL with more than 38 digits");
  }
}

class SchemaBuilder {
 public:
  explicit SchemaBuilder(const std::vector<SchemaElement>& elements) : elements_(elements) {}

  Node build() {
    Node root = group_or_leaf(Node{}, 0);
    if (root.is_leaf()) {
      unsupported("a Parquet file without columns");
    }
    if (next_ != elements_.size()) {
      damaged("its schema has fields that belong to no group");
    }
    return root;
  }

 private:
  Node group_or_leaf(const Node& parent, int depth) {
    if (next_ == elements_.size() || depth > most_depth) {
      damaged(depth > most_depth ? "its schema is nested too deeply" : "its schema is cut short");
    }
    const SchemaElement& element = elements_[next_++];
    Node node = place(element, parent, depth);
    if (!element.type && element.children != 0) {
      add_children(node, element.children, depth);
    } else if (depth > 0) {
      make_leaf(node, element);
    }
    return node;
  }

  static Node place(const SchemaElement& element, const Node& parent, int depth) {
    Node node;
    node.annotation = element.annotation;
    if (depth == 0) {
      return node;  // the root's name and repetition say nothing
    }
    if (!is_utf8(element.name)) {
      damaged("the name of a column is not UTF-8");
    }
    node.name = element.name;
    node.path = parent.path.empty() ? node.name : parent.path + "." + node.name;
    node.repetition = element.repetition;
    node.max_definition = parent.max_definition + (node.repetition == Repetition::required ? 0 : 1);
    node.max_repetition = parent.max_repetition + (node.repetition == Repetition::repeated ? 1 : 0);
    return node;
  }

  void add_children(Node& node, std::int64_t count, int depth) {
    node.first_leaf = leaves_;
    std::set<std::string> names;
    for (std::int64_t i = 0; i < count; ++i) {
      node.children.push_back(group_or_leaf(node, depth + 1));
      if (!names.insert(node.children.back().name).second) {
        unsupported(fmt::format("a Parquet file with two columns of the name '{}'",
                                node.children.back().path));
      }
    }
    node.leaves = leaves_ - node.first_leaf;
  }

  void make_leaf(Node& node, const SchemaElement& element) {
    if (!element.type) {
      unsupported(fmt::format("column '{}', a structure without fields,", node.path));
    }
    if (element.type_length < 0) {
      damaged(fmt::format("column '{}' has values of negative length", node.path));
    }
    node.type = *element.type;
    node.type_length = static_cast<std::size_t>(element.type_length);
    node.first_leaf = leaves_++;
    try {
      check_leaf(node);
    } catch (const Unsupported& fault) {
      node.unsupported = fault.what();
    }
  }

  const std::vector<SchemaElement>& elements_;
  std::size_t next_ = 0;
  std::size_t leaves_ = 0;
};

void collect(const Node& node, std::vector<const Node*>& leaves) {
  if (node.is_leaf()) {
    leaves.push_back(&node);
  }
  for (const Node& child : node.children) {
    collect(child, leaves);
  }
}

/// From `next` on.
void number(Node& node, std::size_t& next) {
  node.first_leaf = next;
  next += node.is_leaf() ? 1 : 0;
  for (Node& child : node.children) {
    number(child, next);
  }
}

}  // namespace

Node build_schema(const std::vector<SchemaElement>& elements) {
  return SchemaBuilder(elements).build();
}

Node without(const Node& root, const std::map<std::string, std::string>& left_out) {
  Node rest = root;
  rest.children.clear();
  rest.leaves = 0;
  for (const Node& child : root.children) {
    if (!left_out.contains(child.name)) {
      rest.children.push_back(child);
      number(rest.children.back(), rest.leaves);
    }
  }
  return rest;
}

std::vector<const Node*> leaves_of(const Node& root) {
  std::vector<const Node*> leaves;
  collect(root, leaves);
  return leaves;
}

}  // namespace assay::parquet
