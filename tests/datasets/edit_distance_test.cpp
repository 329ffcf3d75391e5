#include "datasets/edit_distance.hpp"

#include "tests/support/catch.hpp"

namespace assay::test {
namespace {

TEST_CASE("edit distance counts insertions, deletions and substitutions") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("abc", "") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("saturday", "sunday") == 3);
  CHECK(edit_distance("gsm8k", "gms8k") == 2);
}

TEST_CASE("nearest names come nearest first and leave out what is far") {
  const std::vector<std::string> names = {"assay-code", "assay-math", "gsm8k", "math500"};
  CHECK(nearest_names("assay-maths", names) == std::vector<std::string>{"assay-math"});
  CHECK(nearest_names("math-500", names) == std::vector<std::string>{"math500"});
  CHECK(nearest_names("assay-cate", names) == std::vector<std::string>{"assay-code", "assay-math"});
  CHECK(nearest_names("humaneval", names).empty());
}

}  // namespace
}  // namespace assay::test
