#include "graders/math/parser/parameters.hpp"

#include <string>

#include "graders/math/parse.hpp"
#include "tests/support/catch.hpp"

namespace assay::math {
namespace {

/// "n: integers, m: naturals"
std::string declared(const char* answer) {
  std::string text;
  for (const Parameter& parameter : parse_answer(answer).parameters) {
    text += (text.empty() ? "" : ", ") + parameter.name + ": " + parameter.domain;
  }
  return text;
}

}  // namespace

TEST_CASE("an answer says which of its symbols stand for any integer") {
  CHECK(declared("n\\pi, n\\in\\mathbb{Z}") == "n: integers");
  CHECK(declared("n\\pi\\ (n \\in \\mathbb Z)") == "n: integers");
  CHECK(declared("2^k, k in N") == "k: naturals");
  CHECK(declared("k\\pi\\text{ where }k\\text{ is any integer}") == "k: integers");
  CHECK(declared("k\\pi\\text{ for all integers }k") == "k: integers");
  CHECK(declared("n\\pi + m, n\\in\\mathbb{Z}, m\\in\\mathbb{N}") == "n: integers, m: naturals");
}

TEST_CASE("a domain that is another one, or only a part of one, declares nothing") {
  CHECK(declared("x\\in\\mathbb{R}").empty());
  CHECK(declared("n\\pi, n\\in\\mathbb{Z}^+").empty());
  CHECK(declared("n\\pi, n\\in\\mathbb{Z}_{>0}").empty());
  CHECK(declared("n\\pi, n\\in\\mathbb{Z}\\setminus\\{0\\}").empty());
  CHECK(declared("k\\text{ is an integer above }3").empty());
  CHECK(declared("n\\pi").empty());
}

}  // namespace assay::math
