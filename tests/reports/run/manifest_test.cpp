#include "reports/run/manifest.hpp"

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sample_run.hpp"

namespace assay {
namespace {

using Catch::Matchers::Contains;

Manifest two_suites() {
  return test::sample_manifest({test::sample_suite("a", 1), test::sample_suite("b", 4)});
}

TEST_CASE("a manifest survives JSON") {
  Manifest manifest = two_suites();
  manifest.think_budget = 512;
  manifest.suites[0].departures = {"temperature 1, not 0.6"};
  const nlohmann::json document = to_json(manifest);
  CHECK(to_json(manifest_from_json(document)) == document);
}

TEST_CASE("a missing or malformed field of a manifest is named with its path") {
  nlohmann::json document = to_json(two_suites());
  document["suites"][1].erase("k");
  CHECK_THROWS_WITH(manifest_from_json(document), "manifest.suites[1].k is missing");
  document = to_json(two_suites());
  document["model"]["numerics"]["weights"] = 8;
  CHECK_THROWS_WITH(manifest_from_json(document),
                    "manifest.model.numerics.weights has the wrong type: 8");
  CHECK_THROWS_AS(manifest_from_json("text"), DataError);
}

TEST_CASE("k and new suites may grow without a difference") {
  const Manifest existing = two_suites();
  Manifest wanted =
      test::sample_manifest({test::sample_suite("b", 64), test::sample_suite("c", 1)});
  wanted.command = "another command";
  wanted.created = "2027-01-01T00:00:00Z";
  CHECK(differences(existing, wanted).empty());
}

TEST_CASE("whatever changes samples is told with both values") {
  struct Case {
    const char* name;
    void (*change)(Manifest&);
    const char* line;
  };
  const Case cases[] = {
      {"temperature", [](Manifest& m) { m.suites[0].sampling.temperature = 1; },
       "temperature of a: the run has 0.6, you asked for 1"},
      {"max_tokens", [](Manifest& m) { m.suites[1].sampling.max_tokens = 9; },
       "max_tokens of b: the run has 2048, you asked for 9"},
      {"seed", [](Manifest& m) { m.seed = 8; }, "seed: the run has 7, you asked for 8"},
      {"system prompt", [](Manifest& m) { m.system_prompt = "Hi"; },
       "system prompt: the run has \"\", you asked for \"Hi\""},
      {"budget", [](Manifest& m) { m.think_budget = 5; },
       "think budget: the run has none, you asked for 5"},
      {"suite", [](Manifest& m) { m.suites[0].hash = "ffff"; },
       "suite a: the run has 5b17e0a1c2d3, you asked for ffff"},
      {"model", [](Manifest& m) { m.model.hash = "0000"; },
       "model: the run has assay-tiny 3f9a1c0d2b4e, you asked for assay-tiny 0000"},
  };
  for (const Case& one : cases) {
    INFO(one.name);
    Manifest wanted = two_suites();
    one.change(wanted);
    CHECK(differences(two_suites(), wanted) == std::vector<std::string>{one.line});
  }
  Manifest wanted = two_suites();
  wanted.model.numerics.weights = "f32";
  REQUIRE(differences(two_suites(), wanted).size() == 1);
  CHECK_THAT(differences(two_suites(), wanted)[0], Contains("numerics: the run has"));
}

}  // namespace
}  // namespace assay
