#include "reports/robustness.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/sample_run.hpp"

namespace assay {
namespace {

using Catch::Contains;

/// A suite of `problems` problems of which those below `right` are right in both samples.
void add_suite(RunFile& file, const std::string& name, int problems, int right) {
  std::vector<Problem> list;
  for (int i = 0; i < problems; ++i) {
    list.push_back(test::sample_problem(i));
  }
  file.add_problems(name, list);
  for (int i = 0; i < problems; ++i) {
    for (int s = 0; s < 2; ++s) {
      file.append(test::sample_of(name, list[static_cast<std::size_t>(i)].id, s,
                                  i < right ? VerdictKind::correct : VerdictKind::incorrect, 9));
    }
  }
}

struct Runs {
  test::TemporaryDirectory here;

  std::string write(const std::string& file, const std::vector<std::string>& suites,
                    const std::vector<int>& right, double temperature = 0.6) {
    std::vector<SuiteEntry> entries;
    for (const std::string& suite : suites) {
      entries.push_back(test::sample_suite(suite, 2));
      entries.back().hash = "hash of " + suite;
      entries.back().sampling.temperature = temperature;
    }
    RunFile run = RunFile::create(here.path() / file, test::sample_manifest(entries));
    for (std::size_t i = 0; i < suites.size(); ++i) {
      add_suite(run, suites[i], 20, right[i]);
    }
    return here.path() / file;
  }
};

TEST_CASE("a suite and its rewritten version are paired, in one file or in two") {
  Runs runs;
  const std::string both = runs.write("both.run", {"m", "m+rename"}, {15, 9});
  const std::string one = runs.write("one.run", {"m"}, {15});
  const std::string two = runs.write("two.run", {"m+rename"}, {9});
  for (const auto& files : {std::vector<std::string>{both}, {one, two}, {two, one}}) {
    const auto rows = robustness(files);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].base == "m");
    CHECK(rows[0].perturbed == "m+rename");
    CHECK(rows[0].problems == 20);
    CHECK(rows[0].base_pass_at_1 == 0.75);
    CHECK(rows[0].perturbed_pass_at_1 == 0.45);
    CHECK(rows[0].difference.difference == test::Approx(-0.3));
    CHECK(rows[0].difference.interval().high < 0);
    CHECK(rows[0].lost.size() == 6);
    CHECK(rows[0].lost[0].problem == "p10");
    CHECK(rows[0].gained.empty());
  }
}

TEST_CASE("the table says what a rewriting costs and which problems flipped") {
  Runs runs;
  const std::string table =
      robustness_table(robustness({runs.write("a.run", {"m", "m+rename"}, {15, 9})}));
  CHECK_THAT(table, Contains("m+rename against m\n"));
  CHECK_THAT(table, Contains("pass@1       75.0 % -> 45.0 %, 20 problems paired"));
  CHECK_THAT(table, Contains("difference   -30.0 points, 95 % interval "));
  CHECK_THAT(table, Contains(": it falls\n"));
  CHECK_THAT(table, Contains("lost         6 problems: p10, p11, p12, p13, p14, p9"));
  CHECK(robustness_table(robustness({runs.write("b.run", {"m", "n"}, {15, 9})})).empty());
}

TEST_CASE("equal results leave an interval, not certainty") {
  Runs runs;
  const auto rows = robustness({runs.write("a.run", {"m", "m+rename"}, {15, 15})});
  CHECK(rows[0].difference.interval().low < 0);
  CHECK_THAT(robustness_table(rows), Contains("no difference beyond chance"));
}

TEST_CASE("few problems leave much open, but no more than 100 points") {
  Runs runs;
  const std::string path = runs.here.path() / "a.run";
  {
    RunFile file = RunFile::create(
        path,
        test::sample_manifest({test::sample_suite("m", 2), test::sample_suite("m+rename", 2)}));
    add_suite(file, "m", 3, 3);
    add_suite(file, "m+rename", 3, 0);
  }
  const auto rows = robustness({path});
  CHECK(rows.at(0).difference.difference == -1);
  CHECK(rows.at(0).difference.interval().low == -1);
}

TEST_CASE("runs that differ in more than the rewriting are not compared") {
  Runs runs;
  const std::string base = runs.write("a.run", {"m"}, {15}, 0.6);
  const std::string hot = runs.write("b.run", {"m+rename"}, {9}, 1.0);
  const auto rows = robustness({base, hot});
  REQUIRE(rows.size() == 1);
  REQUIRE(rows[0].differences.size() == 1);
  CHECK_THAT(robustness_table(rows), Contains("not compared: temperature: "));
  CHECK(to_json(rows[0]).at("base_pass@1").is_null());
  CHECK(to_json(rows[0]).at("perturbed_pass@1").is_null());
  CHECK(to_json(rows[0]).at("difference").is_null());
}

TEST_CASE("a problem without a counterpart is counted apart") {
  Runs runs;
  const std::string base = runs.write("a.run", {"m"}, {15});
  const auto entry = test::sample_suite("m+rename+reorder", 2);
  {
    RunFile file = RunFile::create(runs.here.path() / "b.run", test::sample_manifest({entry}));
    add_suite(file, entry.name, 5, 4);
  }
  const auto rows = robustness({base, runs.here.path() / "b.run"});
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].problems == 5);
  CHECK(rows[0].base_only == 15);
  CHECK(to_json(rows[0]).at("base_only") == 15);
}

}  // namespace
}  // namespace assay
