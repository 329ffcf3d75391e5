// Long inputs for the tests of the maths grader.
#pragma once

#include <cstddef>
#include <string>

namespace assay::test {

inline std::string repeated(const std::string& piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) {
    text += piece;
  }
  return text;
}

}  // namespace assay::test
