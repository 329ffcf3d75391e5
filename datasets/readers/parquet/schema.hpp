// The fields of a Parquet file as a tree, whose leaves are its columns.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "datasets/readers/parquet/metadata.hpp"

namespace assay::parquet {

struct Node {
  std::string name;
  std::string path;  ///< "solution.steps", for messages
  Repetition repetition = Repetition::required;
  Annotation annotation;
  int max_definition = 0;  ///< fields from the root to here, itself included, that may be absent
  int max_repetition = 0;  ///< fields from the root to here, itself included, that may repeat
  std::vector<Node> children;  ///< none: a leaf
  Physical type = Physical::boolean;
  std::size_t type_length = 0;
  std::size_t first_leaf = 0;  ///< of those below, or its own number
  std::size_t leaves = 1;
  std::string unsupported;  ///< of a leaf: why it cannot be read; empty if it can

  [[nodiscard]] bool is_leaf() const { return children.empty(); }
};

/// Throws Fault for a list of fields that makes no tree. Columns of types or meanings that have no
/// value in JSON here are marked as unsupported.
[[nodiscard]] Node build_schema(const std::vector<SchemaElement>& elements);

/// The tree of those fields of the root whose names are not among `left_out`, its leaves numbered
/// anew.
[[nodiscard]] Node without(const Node& root, const std::map<std::string, std::string>& left_out);

/// Left to right.
[[nodiscard]] std::vector<const Node*> leaves_of(const Node& root);

}  // namespace assay::parquet
