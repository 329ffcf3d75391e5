// The functions and types that a C++ source declares at its top level, as text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::cpp {

struct Parameter {
  std::string type;
  std::string value;  ///< where it is left out; empty if it may not be
};

struct Function {
  std::string name;
  std::string result;  ///< its type, without static, inline and the like
  std::vector<Parameter> parameters;
  bool is_defined = false;  ///< has a body
  bool is_open = false;     ///< the source ends within that body
  bool is_template = false;
  std::size_t begin = 0;  ///< of all its text
  std::size_t end = 0;
};

/// Of `using NAME = TYPE`, `typedef TYPE NAME` or `#define NAME TYPE`.
struct Alias {
  std::string name;
  std::string type;
};

struct Outline {
  std::vector<Function> functions;
  std::vector<Alias> aliases;
  std::vector<std::string> types;  ///< structs, classes, enums and unions with a body
};

[[nodiscard]] Outline outline(std::string_view source);

/// The result and the parameters are made of the library's value types and of `types`.
[[nodiscard]] bool is_plain(const Function& function, const std::vector<std::string>& types);

/// What the aliases in it stand for.
[[nodiscard]] std::string without_aliases(std::string type, const std::vector<Alias>& aliases);

/// As text, e.g. "long, std::string".
[[nodiscard]] std::string parameter_types(const Function& function);

}  // namespace assay::cpp
