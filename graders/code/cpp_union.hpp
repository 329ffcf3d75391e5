// MultiPL-E's unions: one member for each type that a Python value may have, and nothing that says
// which. Both sides of a problem compile them as structs that know.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::cpp {

struct TaggedUnion {
  std::string name;
  std::string replacement;  ///< a struct with the same members that also knows which one counts
};

/// The unions of a prompt that have constructors.
[[nodiscard]] std::vector<TaggedUnion> tagged_unions(std::string_view prompt);

/// `source` with its definitions of these unions replaced; line numbers stay.
[[nodiscard]] std::string with_tagged_unions(std::string source,
                                             const std::vector<TaggedUnion>& unions);

}  // namespace assay::cpp
