#include "reports/gate/baseline.hpp"

#include <nlohmann/json.hpp>

#include "engine/core/error.hpp"
#include "engine/core/file.hpp"
#include "reports/gate/gate_report.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/sample_scores.hpp"

namespace assay {
namespace {

using Catch::Matchers::Contains;
using nlohmann::json;
using test::sample_scores;

RunScores example() {
  RunScores run = sample_scores({"cwtu", "c.w", "cc"});
  run.suites[0].problems[1].cluster = "story";
  run.suites[0].infrastructure = 1;
  return run;
}

/// The message for a baseline in which `change` has been made.
template <typename Change>
std::string message(Change change) {
  json document = json::parse(to_baseline(example()));
  change(document);
  try {
    static_cast<void>(parse_baseline(document.dump(), "b.json"));
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

json& problem(json& document, std::size_t number) {
  return document.at("suites").at(0).at("problems").at(number);
}

TEST_CASE("a baseline holds what its run file holds for a comparison, and no text") {
  const RunScores run = example();
  const std::string text = to_baseline(run);
  const RunScores again = parse_baseline(text, "b.json");
  CHECK(again.path == "b.json");
  REQUIRE(again.suites.size() == 1);
  CHECK(again.suites[0].problems == run.suites[0].problems);
  CHECK(again.suites[0].graders == run.suites[0].graders);
  CHECK(again.suites[0].votes);
  CHECK(again.suites[0].infrastructure == 1);
  CHECK(to_json(again.manifest) == to_json(run.manifest));
  CHECK(to_baseline(again) == text);
  CHECK(text.find("Wait, that is wrong") == std::string::npos);
}

TEST_CASE("a gate decides the same by a baseline as by its run file") {
  const test::TemporaryDirectory here;
  test::write_sample_run(here.path() / "a.run");
  const RunScores run = load_scores((here.path() / "a.run").string());
  replace_file(here.path() / "a.json", to_baseline(run));
  RunScores baseline = load_scores((here.path() / "a.json").string());
  RunScores other = run;
  for (ProblemScores& problem : other.suites[0].problems) {
    problem.samples[0].outcome = Outcome::wrong;
    problem.samples[0].digest ^= 1;
  }
  baseline.path = run.path;
  CHECK(to_json(compare(baseline, other)) == to_json(compare(run, other)));
  CHECK(compare(baseline, run).suites.at(0).identical);
}

TEST_CASE("a problem is one line, with its counts") {
  const std::string text = to_baseline(example());
  CHECK_THAT(text, Contains("\n{\"answers\":[0,1,-1,-1],\"correct\":1,\"cost\":"));
  CHECK_THAT(text, Contains("\"outcomes\":\"c.w\""));
  CHECK(std::count(text.begin(), text.end(), '\n') == 9);
}

TEST_CASE("a damaged baseline is told by file, problem and field") {
  CHECK_THROWS_WITH(parse_baseline("{", "b.json"), Contains("b.json: no baseline"));
  CHECK_THROWS_WITH(parse_baseline("{}", "b.json"), Contains("b.json: no baseline; make one"));
  CHECK_THAT(message([](json& d) { d["version"] = 2; }), Contains("b.json: version 2"));
  CHECK_THAT(message([](json& d) { d["manifest"].erase("seed"); }), Contains("manifest.seed"));
  CHECK_THAT(message([](json& d) { problem(d, 0)["correct"] = 2; }),
             Contains("b.json: problem p00: correct: says 2, outcomes have 1"));
  CHECK_THAT(message([](json& d) { problem(d, 0)["thinking_mean"] = 2; }),
             Contains("problem p00: thinking_mean"));
  CHECK_THAT(message([](json& d) { problem(d, 1)["samples"] = 3; }),
             Contains("problem p01: samples"));
  CHECK_THAT(message([](json& d) { problem(d, 0)["outcomes"] = "cwtx"; }),
             Contains("problem p00: outcomes: 'x'"));
  CHECK_THAT(message([](json& d) { problem(d, 0)["thinking"].push_back(1); }),
             Contains("problem p00: thinking: 5 values for 4 samples"));
  CHECK_THAT(message([](json& d) { problem(d, 0)["answers"][1] = 1'000'000'000; }),
             Contains("problem p00: answers"));
  CHECK_THAT(message([](json& d) { problem(d, 2)["digests"] = std::string(32, 'z'); }),
             Contains("problem p02: digests"));
  CHECK_THAT(message([](json& d) { problem(d, 2).erase("cost"); }), Contains("problem p02"));
  CHECK_THAT(message([](json& d) { problem(d, 2)["problem"] = "a"; }), Contains("order"));
  CHECK_THAT(message([](json& d) { d["suites"].clear(); }), Contains("suites"));
}

}  // namespace
}  // namespace assay
