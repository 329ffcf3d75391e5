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
  manifest.suites[1].adaptive = AdaptiveSampling{0.02, 4, 64, {{"p0", 1}, {"p1", 9}}};
  manifest.shards = {4, {1, 3}};
  manifest.other_numerics = {"cuda"};
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

TEST_CASE("a manifest without the fields that only some runs have is of a whole run") {
  const nlohmann::json document = to_json(two_suites());
  CHECK_FALSE(document.contains("shards"));
  CHECK_FALSE(document["suites"][0].contains("adaptive"));
  CHECK(manifest_from_json(document).shards.all());
}

TEST_CASE("shards that cannot be are named") {
  Manifest manifest = two_suites();
  for (const Shards& shards : {Shards{4, {}}, Shards{4, {5}}, Shards{4, {0}}, Shards{4, {3, 1}}}) {
    manifest.shards = shards;
    CHECK_THROWS_WITH(manifest_from_json(to_json(manifest)), Contains("manifest.shards.present"));
  }
}

TEST_CASE("a suite expects k samples of a problem, or as many as its rounds say") {
  SuiteEntry suite = test::sample_suite("a", 4);
  CHECK(suite.expected_of("p0") == 4);
  CHECK(suite.k_text() == "4");
  suite.adaptive = AdaptiveSampling{0.02, 4, 64, {}};
  CHECK(suite.expected_of("p0") == 4);
  suite.adaptive->rounds = {{"p0", 1}, {"p1", 9}};
  CHECK(suite.expected_of("p0") == 5);
  CHECK(suite.expected_of("p1") == 13);
  CHECK(suite.adaptive->fewest_rounds() == 1);
  CHECK(suite.k_text() == "4 + 1 to 9");
}

TEST_CASE("a shard stays the shard that it is, and several merged are completed as all") {
  Manifest existing = two_suites();
  Manifest wanted = two_suites();
  existing.shards = {3, {1}};
  wanted.shards = {3, {2}};
  CHECK(differences(existing, wanted) ==
        std::vector<std::string>{"shard: the run has 1/3, you asked for 2/3"});
  wanted.shards = {};
  CHECK(differences(existing, wanted) ==
        std::vector<std::string>{"shard: the run has 1/3, you asked for all"});
  existing.shards = {3, {1, 2}};
  CHECK(differences(existing, wanted).empty());
}

TEST_CASE("other numerics are a difference unless they may be mixed") {
  const Manifest existing = two_suites();
  Manifest wanted = two_suites();
  wanted.model.numerics.weights = "f32";
  CHECK(differences(existing, wanted).size() == 1);
  CHECK(differences(existing, wanted, true).empty());
  wanted.seed = 8;
  CHECK(differences(existing, wanted, true).size() == 1);
}

TEST_CASE("k may grow, and a suite be left out, without a difference") {
  const Manifest existing = two_suites();
  Manifest wanted = test::sample_manifest({test::sample_suite("b", 64)});
  wanted.command = "another command";
  wanted.created = "2027-01-01T00:00:00Z";
  CHECK(differences(existing, wanted).empty());
}

TEST_CASE("a suite that the run was not begun with is a difference") {
  const Manifest wanted =
      test::sample_manifest({test::sample_suite("b", 8), test::sample_suite("c", 1)});
  CHECK(differences(two_suites(), wanted) ==
        std::vector<std::string>{"suites: the run has a and b, you asked for b and c"});
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
      {"until-ci",
       [](Manifest& m) {
         m.suites[1].adaptive = AdaptiveSampling{0.02, 4, 64, {}};
       },
       "until-ci of b: the run has none, you asked for 0.02 (-k 4, --max-k 64)"},
      {"model", [](Manifest& m) { m.model.hash = "0000"; },
       "model: the run has assay-tiny 3f9a1c0d2b4e, you asked for assay-tiny 0000"},
  };
  for (const Case& one : cases) {
    INFO(one.name);
    Manifest wanted = two_suites();
    one.change(wanted);
    CHECK(differences(two_suites(), wanted) == std::vector<std::string>{one.line});
  }
  Manifest remote = two_suites();
  remote.model.numerics.backend = "remote";
  Manifest other_body = remote;
  remote.model.settings = {{"api", "chat"}, {"body.reasoning_effort", "\"low\""}, {"body.x", "1"}};
  other_body.model.settings = {{"api", "chat"}, {"body.reasoning_effort", "\"high\""}};
  other_body.model.hash = "0000";
  CHECK(differences(remote, other_body) ==
        std::vector<std::string>{
            "the model's body.reasoning_effort: the run has \"low\", you asked for \"high\"",
            "the model's body.x: the run has 1, you asked for nothing"});
  CHECK(manifest_from_json(to_json(other_body)).model.settings == other_body.model.settings);
  Manifest wanted = two_suites();
  wanted.model.numerics.weights = "f32";
  REQUIRE(differences(two_suites(), wanted).size() == 1);
  CHECK_THAT(differences(two_suites(), wanted)[0], Contains("numerics: the run has"));
}

}  // namespace
}  // namespace assay
