#include "evals/cli/resume.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/sample_run.hpp"

namespace assay::cli {
namespace {

TEST_CASE("a run that goes on takes the newest price, and keeps one that is not given again") {
  const test::TemporaryDirectory here;
  Manifest begun = test::sample_manifest({test::sample_suite("a", 2)});
  begun.model.price = Price{1, 1, 2, "USD"};
  const RunFile file = RunFile::create(here.path() / "a.run", begun);

  Manifest wanted = begun;
  wanted.model.price = Price{3, 1, 4, "EUR"};
  const std::optional<Price> newest = grown(file, wanted, false, {}).model.price;
  REQUIRE(newest);
  CHECK(newest->input == 3);
  CHECK(newest->currency == "EUR");

  wanted.model.price.reset();
  const std::optional<Price> kept = grown(file, wanted, false, {}).model.price;
  REQUIRE(kept);
  CHECK(kept->input == 1);
}

TEST_CASE("what a run has beyond what is asked for now is told, a line each") {
  const test::TemporaryDirectory here;
  RunFile file =
      RunFile::create(here.path() / "a.run", test::sample_manifest({test::sample_suite("a", 4)}));
  file.add_problems("a", {test::sample_problem(0), test::sample_problem(1)});
  Plan plan;
  plan.entries = {test::sample_suite("a", 4)};
  plan.run.suites.resize(1);
  plan.run.suites[0].suite.name = "a";
  plan.run.suites[0].suite.problems = {test::sample_problem(0), test::sample_problem(1),
                                       test::sample_problem(2)};
  CHECK(kept_beyond(file, plan).empty());
  plan.entries[0].k = 2;
  plan.run.suites[0].suite.problems = {test::sample_problem(1)};
  CHECK(kept_beyond(file, plan) ==
        std::vector<std::string>{
            "suite a: the run has 1 more problem than are asked for now; they stay in it",
            "suite a: -k 2 is less than the run's 4, whose samples stay"});
}

TEST_CASE("a suite that changed is told by problem and field, from the suites at hand") {
  const test::TemporaryDirectory here;
  const std::filesystem::path path = here.path() / "a.run";
  Suite now;
  now.name = "a";
  now.grader = test::sample_suite("a", 1).grader;
  now.hash = "other";
  now.problems = {test::sample_problem(0)};
  CHECK(suite_changes(path, {now}).empty());  // there is no file yet
  RunFile::create(path, test::sample_manifest({test::sample_suite("a", 1)}))
      .add_problems("a", {test::sample_problem(0)});
  now.problems[0].gold = "another";
  const std::vector<std::string> lines = suite_changes(path, {now});
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines[0], Catch::Matchers::StartsWith("a changed: problem p0, gold"));
}

}  // namespace
}  // namespace assay::cli
