// What must be known of a C++ source's text before a compiler sees it. A scanner, no parser: what
// it gets wrong in a candidate's text ends as a compile error.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::cpp {

/// The function that a prompt begins and leaves open.
struct OpenFunction {
  std::string name;
  std::vector<std::string> parameters;  ///< names
};

/// Nothing if the prompt does not end inside exactly one open function.
[[nodiscard]] std::optional<OpenFunction> open_function(std::string_view prompt);

/// `source` has a body for a function of this name.
[[nodiscard]] bool defines(std::string_view source, const std::string& name);

/// What of `prompt` stands in lines that begin with '#', for programs that bring no such lines.
[[nodiscard]] std::string directives(std::string_view prompt);

}  // namespace assay::cpp
