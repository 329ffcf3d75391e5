#include "reports/drift/drift_report.hpp"

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

using Catch::Matchers::Contains;
using test::Approx;

std::string text_of(std::int32_t id) { return "<" + std::to_string(id) + ">"; }

/// Token i is id i, and its log-probability has fallen by changes[i].
std::vector<TokenDrift> tokens(const std::vector<float>& changes) {
  std::vector<TokenDrift> drifts;
  for (const float change : changes) {
    const auto id = static_cast<std::int32_t>(drifts.size());
    drifts.push_back({id, -0.5F, -0.5F - change, double{change} / 2, id});
  }
  return drifts;
}

DriftReport two_problems() {
  DriftReport report;
  report.run = "a.run";
  report.after = {"model", "hash", "cpu/q4"};
  std::vector<TokenDrift> parting = tokens({0.0F, 0.5F});
  parting[1].chosen = 9;
  report.add({"math", "a", 0}, tokens({0.25F, 0.75F}), text_of);
  report.add({"math", "a", 1}, parting, text_of);
  report.add({"math", "b", 0}, tokens(std::vector<float>(20, 0.125F)), text_of);
  return report;
}

TEST_CASE("drift is the mean over problems of the means over their traces") {
  const DriftReport report = two_problems();
  CHECK(report.tokens() == 24);
  CHECK(report.change().difference == Approx((0.375 + 0.125) / 2));
  CHECK(report.change().standard_error.value() == Approx(0.125));
  CHECK(report.divergence().difference == Approx((0.1875 + 0.0625) / 2));
  CHECK(report.change().problems == 2);
  CHECK_FALSE(report.exact());
  CHECK(report.traces()[0].largest == Approx(0.75));
  CHECK(report.traces()[0].largest_at == 1);
}

TEST_CASE("drift by position counts every token once") {
  const std::vector<DriftBand> bands = two_problems().bands();
  REQUIRE(bands.size() == 2);
  CHECK(bands[0].begin == 0);
  CHECK(bands[0].end == 16);
  CHECK(bands[0].tokens == 20);
  CHECK(bands[0].change == Approx((1.5 + 16 * 0.125) / 20));
  CHECK(bands[0].largest == Approx(0.75));
  CHECK(bands[1].tokens == 4);
  CHECK(bands[1].divergence == Approx(0.0625));
}

TEST_CASE("the traces that part from what is stored are named, with both tokens") {
  const DriftReport report = two_problems();
  REQUIRE(report.parted().size() == 1);
  CHECK(report.parted()[0]->name.sample == 1);
  CHECK(report.parted()[0]->first->at == 1);
  CHECK_THAT(to_text(report),
             Contains("1 of 3 traces would go another way") &&
                 Contains("token 1 of math/a#1: \"<1>\" is stored, \"<9>\" would come"));
}

TEST_CASE("traces without any difference are exact") {
  DriftReport report;
  report.add({"math", "a", 0}, tokens({0.0F, 0.0F}), text_of);
  CHECK(report.exact());
  CHECK_THAT(to_text(report), Contains("No drift: not one log-probability differs.") &&
                                  Contains("each of 2 tokens would be drawn again"));
}

TEST_CASE("a drift's JSON is read back with the same means, and damage is told by field") {
  const DriftReport report = two_problems();
  const std::string text = to_json(report).dump();
  const DriftReport again = read_drift(text, "drift.json");
  CHECK(again.after.numerics == "cpu/q4");
  CHECK(again.change().difference == report.change().difference);
  CHECK(again.change().standard_error == report.change().standard_error);
  CHECK(again.divergence().difference == report.divergence().difference);
  CHECK_FALSE(again.exact());
  nlohmann::json damaged = to_json(report);
  damaged["traces"][1]["change"] = -1;
  CHECK_THROWS_WITH(read_drift(damaged.dump(), "drift.json"),
                    Contains("drift.json: change is -1, but must be 0 or more"));
  damaged = to_json(report);
  damaged["schema_version"] = 2;
  CHECK_THROWS_WITH(read_drift(damaged.dump(), "drift.json"), Contains("schema_version is 2"));
  damaged = to_json(report);
  damaged["traces"].clear();
  CHECK_THROWS_WITH(read_drift(damaged.dump(), "drift.json"), Contains("holds no traces"));
  CHECK_THROWS_AS(read_drift(text.substr(0, text.size() / 2), "drift.json"), DataError);
}

}  // namespace
}  // namespace assay
