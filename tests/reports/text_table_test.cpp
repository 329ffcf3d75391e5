#include "reports/text_table.hpp"

#include "tests/support/catch.hpp"

namespace assay {
namespace {

TEST_CASE("columns of text are aligned by what is seen, not by bytes") {
  CHECK(columns_of("± 1 …") == 5);
  CHECK(aligned({{"", "A", "B"}, {"pass@1", "4.0 ±", "3"}, {"x"}}, 1) ==
        "              A  B\n"
        "  pass@1  4.0 ±  3\n"
        "  x\n");
  CHECK(aligned({}, 1).empty());
}

}  // namespace
}  // namespace assay
