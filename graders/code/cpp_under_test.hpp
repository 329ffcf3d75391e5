// Which of a C++ program's functions its tests call, and how the tests' program declares them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/problem.hpp"
#include "graders/code/cpp_outline.hpp"

namespace assay::cpp {

struct UnderTest {
  std::vector<Function> functions;  ///< overloads stand apart; the open one, if any, is the first
  std::string prompt;               ///< trusted; less what the functions replace
  std::string tests;                ///< less a brace that closes the prompt's open function
  bool continues_prompt = false;    ///< the program is the rest of the prompt
  bool from_program = false;        ///< a declaration is the program's own
  std::string obstacle;             ///< why a name of the tests' could not be declared; or empty
};

/// Of some names, those that the standard library or the system's headers declare.
using LibraryNames = std::function<std::vector<std::string>(const std::vector<std::string>&)>;

/// A prompt's declaration counts before the program's own, which becomes part of the tests'
/// program only if it has no words but its name, the library's value types and the prompt's types.
/// What tests or prompt define stays theirs. `library` is asked where the program could otherwise
/// replace a function of the library's that the tests rely on.
[[nodiscard]] UnderTest under_test(const CodeTests& tests, const std::string& program,
                                   const LibraryNames& library);

/// `tests` use `name` other than as a member or in a namespace.
[[nodiscard]] bool uses(std::string_view tests, const std::string& name);

/// `source` might declare `name` itself: said too often rather than too seldom.
[[nodiscard]] bool might_declare(std::string_view source, const std::string& name);

}  // namespace assay::cpp
