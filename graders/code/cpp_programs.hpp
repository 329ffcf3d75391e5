// The sources of the two programs that judge a C++ program: the tests' and the worker's.
#pragma once

#include <string>

#include "datasets/problem.hpp"
#include "graders/code/cpp_under_test.hpp"

namespace assay {

struct CppSources {
  std::string tests;          ///< empty: there is no function under test that could be called
  std::string candidate;      ///< the worker's
  std::string obstacle;       ///< why something that the tests use is not there; or empty
  bool from_program = false;  ///< the tests' program has a declaration of the program's own
};
[[nodiscard]] CppSources cpp_sources(const CodeTests& tests, const std::string& program,
                                     const cpp::LibraryNames& library);

}  // namespace assay
