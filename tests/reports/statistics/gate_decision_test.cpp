#include "reports/statistics/gate_decision.hpp"

#include <cmath>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::statistics {
namespace {

using test::Approx;

/// A drop with its standard error over `problems` problems of 4 samples, half of the variance
/// from each part.
GateCase drop_of(double drop, double error, double max_drop, std::size_t problems = 500) {
  GateCase one;
  one.change.difference = drop;
  one.change.standard_error = error;
  one.change.degrees_of_freedom = static_cast<double>(problems) - 1;
  one.change.problems = problems;
  one.change.parts = {error * error, error * error / 2, error * error / 2};
  one.max_drop = max_drop;
  one.samples = 4;
  return one;
}

Gate raw(const GateCase& one) { return decide({one})[0].raw; }

TEST_CASE("the bounds decide between GO, NO-GO and INCONCLUSIVE") {
  // t(0.95, 499) is 1.648.
  CHECK(raw(drop_of(0.030, 0.01, 0.01)) == Gate::no_go);
  CHECK(raw(drop_of(0.026, 0.01, 0.01)) == Gate::inconclusive);
  CHECK(raw(drop_of(0.000, 0.005, 0.01)) == Gate::go);
  CHECK(raw(drop_of(0.003, 0.005, 0.01)) == Gate::inconclusive);
  CHECK(raw(drop_of(0.000, 0.02, 0.01)) == Gate::inconclusive);
}

TEST_CASE("a decision comes with bounds, p-values and what could have been seen") {
  const GateDecision decision = decide({drop_of(0.02, 0.01, 0.01)})[0];
  // SciPy: t.ppf(0.95, 499) = 1.6479128..., t.sf(1, 499) = 0.158898...
  CHECK(decision.lower == Approx(0.02 - 0.016479128).epsilon(1e-5));
  CHECK(decision.upper == Approx(0.02 + 0.016479128).epsilon(1e-5));
  CHECK(decision.p_no_go == Approx(0.1588986).epsilon(1e-4));
  CHECK(decision.p_go + decision.p_no_go == Approx(1.0));
  CHECK(decision.detectable > 0.024);
  REQUIRE(decision.needed.has_value());
  CHECK(decision.needed->problems > 500);
  CHECK_FALSE(decide({drop_of(0.5, 0.01, 0.01)})[0].needed.has_value());
}

TEST_CASE("luck cannot pass a run that is too small") {
  // Five problems, candidate apparently 30 points better: the bound is below max_drop, and yet.
  const GateCase lucky = drop_of(-0.3, 0.14, 0.01, 5);
  CHECK(decide({lucky})[0].upper < 0.01);
  CHECK(raw(lucky) == Gate::inconclusive);
  // Better beyond doubt is GO, however wide the interval.
  CHECK(raw(drop_of(-0.3, 0.05, 0.01)) == Gate::go);
}

TEST_CASE("equal samples are GO at once, and an error of 0 alone is no knowledge") {
  GateCase same = drop_of(0, 0, 0.01);
  CHECK(raw(same) == Gate::inconclusive);
  same.identical = true;
  CHECK(raw(same) == Gate::go);
  GateCase unknown = drop_of(0.2, 0.01, 0.01);
  unknown.change.standard_error.reset();
  const GateDecision decision = decide({unknown})[0];
  CHECK(decision.raw == Gate::inconclusive);
  CHECK(std::isinf(decision.upper));
  CHECK_FALSE(decision.needed.has_value());
}

TEST_CASE("several cases: an alarm needs Holm's level, a GO needs each one") {
  // p = 0.0229 alone: an alarm; among three such tests it is not.
  const GateCase alarm = drop_of(0.03, 0.01, 0.01);
  const GateCase fine = drop_of(0, 0.002, 0.01);
  CHECK(overall(decide({alarm})) == Gate::no_go);
  const auto three = decide({alarm, fine, fine});
  CHECK(three[0].raw == Gate::no_go);
  CHECK(three[0].corrected == Gate::inconclusive);
  CHECK(three[1].corrected == Gate::go);
  CHECK(overall(three) == Gate::inconclusive);
  CHECK(three[0].detectable_corrected > three[0].detectable);
  CHECK(overall(decide({drop_of(0.1, 0.01, 0.01), fine, fine})) == Gate::no_go);
  CHECK(overall(decide({fine, fine, fine})) == Gate::go);
  CHECK(overall({}) == Gate::go);
}

TEST_CASE("a max_drop of 0 is refused with the reason") {
  for (const double bad : {0.0, -0.01, std::nan(""), HUGE_VAL}) {
    CHECK_THROWS_WITH(decide({drop_of(0, 0.01, bad)}),
                      Catch::Matchers::Contains("no number of samples can show"));
  }
}

}  // namespace
}  // namespace assay::statistics
