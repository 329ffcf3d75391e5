#include "reports/cost.hpp"

#include "tests/support/catch.hpp"

namespace assay {
namespace {

using test::Approx;

SampleRow row(const std::string& finished, double decode_ms) {
  SampleRow one;
  one.verdict = VerdictKind::correct;
  one.prompt_tokens = 100;
  one.completion_tokens = 1000;
  one.timings.decode_ms = decode_ms;
  one.finished = finished;
  return one;
}

TEST_CASE("intervals that overlap are covered once") {
  CHECK(covered({}) == 0);
  CHECK(covered({{5, 7}, {0, 2}}) == 4);
  CHECK(covered({{0, 4}, {1, 2}, {3, 6}}) == 6);
}

TEST_CASE("the device's time is that in which a sample was at work, without the pauses") {
  CostTally tally;
  tally.add(row("2026-01-31T23:59:50Z", 40'000));
  tally.add(row("2026-02-01T00:00:10Z", 40'000));  // overlaps the first by 20 s
  tally.add(row("2026-02-01T08:00:00Z", 10'000));  // after a night
  const Cost cost = std::move(tally).finish(ModelInfo{}, 2);
  REQUIRE(cost.device_seconds);
  CHECK(*cost.device_seconds == Approx(61 + 11));  // a second a stretch is open
  CHECK_FALSE(cost.gpu_seconds);
  CHECK(cost.samples == 3);
  CHECK(cost.solved == 2);
}

TEST_CASE("short samples never sum to more time than they took") {
  CostTally tally;
  tally.add(row("2026-02-01T00:00:10Z", 100));
  tally.add(row("2026-02-01T00:00:10Z", 100));
  CHECK(*std::move(tally).finish(ModelInfo{}, 0).device_seconds == Approx(0.2));
}

TEST_CASE("without timings no time is claimed, and only a GPU of ours gives GPU seconds") {
  CostTally none;
  none.add(row("2026-02-01T00:00:10Z", 0));
  none.add(row("yesterday", 100));
  CHECK_FALSE(std::move(none).finish(ModelInfo{}, 0).device_seconds);
  CostTally some;
  some.add(row("2026-02-01T00:00:10Z", 2000));
  ModelInfo model;
  model.numerics.backend = "cuda";
  CHECK(std::move(some).finish(model, 1).gpu_seconds);
}

TEST_CASE("money is by the model's price, cached prompts apart") {
  CostTally tally;
  SampleRow one = row("", 0);
  one.usage = Usage{};
  one.usage->cached_prompt_tokens = 60;
  tally.add(one);
  ModelInfo model;
  model.price = Price{2, 0.5, 8, "EUR"};
  const Cost cost = std::move(tally).finish(model, 1);
  REQUIRE(cost.money);
  CHECK(*cost.money == Approx((40 * 2 + 60 * 0.5 + 1000 * 8) / 1e6));
  CHECK(cost.currency == "EUR");
  CostTally unpriced;
  unpriced.add(one);
  CHECK_FALSE(std::move(unpriced).finish(ModelInfo{}, 1).money);
}

}  // namespace
}  // namespace assay
