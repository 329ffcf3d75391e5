#include "evals/settings.hpp"

#include <cmath>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

Suite suite_with(SamplingParams sampling) {
  Suite suite;
  suite.sampling = sampling;
  return suite;
}

TEST_CASE("a flag beats a named preset, which beats the suite's own settings") {
  const Suite suite = suite_with({.temperature = 0.2, .top_p = 0.5, .max_tokens = 100});
  CHECK(resolve_sampling({}, "", suite, 0).params.temperature == 0.2);
  CHECK(resolve_sampling({}, "greedy", suite, 0).params.temperature == 0.0);
  SamplingFlags flags;
  flags.temperature = 0.9;
  const SamplingParams params = resolve_sampling(flags, "greedy", suite, 0).params;
  CHECK(params.temperature == 0.9);
  CHECK(params.top_p == 1.0);
}

TEST_CASE("preset r1 is the paper's protocol") {
  const SamplingParams r1 = preset("r1");
  CHECK(r1.temperature == 0.6);
  CHECK(r1.top_p == 0.95);
  CHECK(r1.max_tokens == 32768);
}

TEST_CASE("max_tokens is clipped to the context, and every departure is told") {
  SamplingFlags flags;
  flags.temperature = 1.0;
  const ResolvedSampling resolved = resolve_sampling(flags, "", suite_with({}), 1024);
  CHECK(resolved.params.max_tokens == 1024);
  CHECK(resolved.departures ==
        std::vector<std::string>{"temperature 1, not 0.6", "max_tokens 1024, not 32768"});
  CHECK(resolve_sampling({}, "", suite_with({}), 100000).departures.empty());
}

TEST_CASE("values outside their range are refused with flag and value") {
  const auto with = [](auto set) {
    SamplingFlags flags;
    set(flags);
    return [flags] { return resolve_sampling(flags, "", Suite{}, 0); };
  };
  CHECK_THROWS_WITH(with([](auto& f) { f.temperature = -0.1; })(),
                    "--temperature -0.1: must be 0 (greedy) to 100");
  CHECK_THROWS_WITH(with([](auto& f) { f.top_p = 0.0; })(),
                    "--top-p 0: must be above 0 and at most 1");
  CHECK_THROWS_WITH(with([](auto& f) { f.top_k = -1; })(), "--top-k -1: must be 0 (off) or more");
  CHECK_THROWS_WITH(with([](auto& f) { f.min_p = 1.0; })(),
                    "--min-p 1: must be 0 (off) to below 1");
  CHECK_THROWS_WITH(with([](auto& f) { f.max_tokens = 0; })(), "--max-tokens 0: must be 1 or more");
  CHECK_THROWS_AS(with([](auto& f) { f.temperature = std::nan(""); })(), UsageError);
  CHECK_THROWS_WITH(preset("r2"), "--preset r2: unknown; there are: r1, greedy");
}

}  // namespace
}  // namespace assay
