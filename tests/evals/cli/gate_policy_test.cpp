#include "evals/cli/gate_policy.hpp"

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::cli {
namespace {

using test::Approx;

std::string message(const std::string& text) {
  try {
    static_cast<void>(parse_policy(text, "gate.yaml"));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("a policy bounds every suite, single suites, kernels and a replay") {
  const Policy policy = parse_policy(
      "confidence: 0.9\npower: 0.7\n"
      "all:\n  max_drop: 0.02\n  max_thinking_growth: 0.1\n"
      "suites:\n  assay-math:\n    max_drop: 0.01\n"
      "kernels: {max_slowdown: 0.05, time: cpu_time}\n"
      "replay:\n  max_divergence: 0.001\n",
      "gate.yaml");
  CHECK(policy.options.alpha == Approx(0.1));
  CHECK(policy.options.power == 0.7);
  const std::vector<Bound> bounds = policy.bounds_of("assay-math");
  REQUIRE(bounds.size() == 2);
  CHECK(bounds[0].field.metric == Metric::pass_at_1);
  CHECK(bounds[0].limit == 0.01);
  CHECK(bounds[0].line == 8);
  CHECK(bounds[1].field.metric == Metric::thinking);
  CHECK(bounds[1].line == 5);
  CHECK(policy.bounds_of("other")[0].limit == 0.02);
  REQUIRE(policy.kernels);
  CHECK(policy.kernels->time == "cpu_time");
  CHECK(policy.kernels->line == 9);
  REQUIRE(policy.replay);
  CHECK(policy.replay->max_divergence == 0.001);
  CHECK(policy.replay->max_change == 0);
  CHECK(policy.replay->line == 11);
}

TEST_CASE("mistakes in a policy are told by file, line and field") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"all:\n  max_dorp: 0.1\n", "gate.yaml:2: max_dorp: no such field; did you mean max_drop?"},
      {"al: {}\n", "gate.yaml:1: al: no such field; did you mean all?"},
      {"all:\n  max_drop: 0.1\nzebra: 1\n",
       "gate.yaml:3: zebra: no such field; there are confidence, power, all, suites, kernels, "
       "replay"},
      {"all:\n  max_drop: 0.1\n  max_drop: 0.2\n", "gate.yaml:2: max_drop: given twice"},
      {"all:\n\n  max_drop: 2\n",
       "gate.yaml:3: field 'max_drop' is '2', but must be a number from 0 to 1"},
      {"all: {max_drop: nan}\n",
       "gate.yaml:1: field 'max_drop' is 'nan', but must be a number from 0 to 1"},
      {"suites: {a: {max_drop: 0}}\n",
       "gate.yaml:1: max_drop: 0 cannot be decided, since no number of samples shows that a "
       "difference is exactly 0; allow the smallest that matters, e.g. 0.01"},
      {"suites:\n  a: 1\n", "gate.yaml:2: field 'a' must be a map of field: value"},
      {"kernels: {max_slowdown: 0.1, time: wall}\n",
       "gate.yaml:1: field 'time' is 'wall', but must be one of: real_time, cpu_time"},
      {"replay: {max_change: 0}\n",
       "gate.yaml:1: max_change: 0 cannot be decided, since no number of samples shows that a "
       "difference is exactly 0; allow the smallest that matters, e.g. 0.01"},
      {"replay: {}\n", "gate.yaml:1: bounds nothing; add  max_change: 0.01"},
      {"confidence: 95\n",
       "gate.yaml:1: field 'confidence' is '95', but must be a number from 0.5 to 0.9999"},
      {"power: 0.8\n", "gate.yaml:1: bounds nothing; add  all: {max_drop: 0.02}"},
      {"", "gate.yaml:1: the file must be a map of field: value"},
  };
  for (const auto& [text, expected] : cases) {
    INFO(text);
    CHECK(message(text) == expected);
  }
  CHECK(message("all: [\n").rfind("gate.yaml:", 0) == 0);
}

}  // namespace
}  // namespace assay::cli
