#include "reports/format.hpp"

#include "tests/support/catch.hpp"

namespace assay {
namespace {

TEST_CASE("numbers are grouped by thousands") {
  CHECK(with_thousands(0) == "0");
  CHECK(with_thousands(999) == "999");
  CHECK(with_thousands(1940) == "1,940");
  CHECK(with_thousands(1'000'000) == "1,000,000");
  CHECK(with_thousands(-1234) == "-1,234");
  CHECK(with_thousands(-123) == "-123");
}

TEST_CASE("shares show one decimal, with their error where there is one") {
  CHECK(percent(0.41) == "41.0");
  CHECK(percent(0.41, 0.042) == "41.0 ± 4.2 %");
  CHECK(percent(1.0, std::nullopt) == "100.0 %");
  CHECK(counted(1, "sample") == "1 sample");
  CHECK(counted(1200, "sample") == "1,200 samples");
}

}  // namespace
}  // namespace assay
