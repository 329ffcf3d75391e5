#include "reports/statistics/think_tokens.hpp"

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::statistics {
namespace {

using test::Approx;

TEST_CASE("mean, median and p90 as numpy gives them") {
  // numpy.mean, numpy.median, numpy.quantile(t, 0.9)
  const TokenStatistics odd = token_statistics({5, 1, 9, 14, 3, 3, 100});
  CHECK(odd.mean == Approx(135.0 / 7));
  CHECK(odd.median == 5.0);
  CHECK(odd.p90 == Approx(48.4));
  CHECK(odd.max == 100);
  CHECK(token_statistics({1, 2}).median == 1.5);
  CHECK(token_statistics({7}).p90 == 7.0);
  CHECK(token_statistics({}).count == 0);
}

TEST_CASE("bins have round widths and cover the greatest value") {
  CHECK(bin_width(0, 30) == 1);
  CHECK(bin_width(29, 30) == 1);
  CHECK(bin_width(30, 30) == 2);
  CHECK(bin_width(2047, 30) == 100);
  CHECK(bin_width(32'768, 30) == 2000);
  for (const std::size_t max : {0U, 1U, 99U, 1234U, 999'999U}) {
    CHECK(max / bin_width(max, 25) < 25);
  }
  CHECK_THROWS_AS(bin_width(5, 0), UsageError);
}

TEST_CASE("each value falls into one bin, what lies beyond into the last") {
  CHECK(histogram({0, 9, 10, 19, 20, 500}, 10, 3) == std::vector<std::size_t>{2, 2, 2});
  CHECK(histogram({}, 10, 2) == std::vector<std::size_t>{0, 0});
}

}  // namespace
}  // namespace assay::statistics
