#include "reports/compare/comparison.hpp"

#include <cmath>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/sample_scores.hpp"

namespace assay {
namespace {

using Catch::Matchers::Contains;
using test::Approx;
using test::sample_scores;

const PairedMetric& metric(const SuiteComparison& suite, const std::string& name) {
  for (const PairedMetric& one : suite.metrics) {
    if (one.name() == name) {
      return one;
    }
  }
  FAIL("no metric " << name);
  throw;
}

SuiteComparison compared(const RunScores& a, const RunScores& b) {
  return compare(a, b).suites.at(0);
}

TEST_CASE("each metric's difference is the mean of the problems' differences") {
  const SuiteComparison suite =
      compared(sample_scores({"cccc", "ccww", "wwtu"}), sample_scores({"ccwc", "wwww", "wctt"}));
  const PairedMetric& accuracy = metric(suite, "pass@1");
  CHECK(accuracy.mean_a == Approx((1 + 0.5 + 0) / 3));
  CHECK(accuracy.mean_b == Approx((0.75 + 0 + 0.25) / 3));
  // Differences -1/4, -1/2, 1/4: mean -1/6; sum of squares less 3 / 36 is 7/24; over 2, over 3.
  const statistics::PairedDifference change = accuracy.change();
  CHECK(change.difference == Approx(-1.0 / 6));
  // Beside them four pseudo-problems: (1/4 + 1/4) / 9.
  CHECK(std::pow(*change.standard_error, 2) == Approx(7.0 / 24 / 2 / 3 + 0.5 / 9));
  CHECK(change.degrees_of_freedom == 2);
  CHECK(metric(suite, "pass@4").change().difference == Approx((0 - 1 + 1) / 3.0));
  CHECK(metric(suite, "cons@4").change().difference == Approx((0 - 0.5 + 0.5) / 3.0));
  CHECK(metric(suite, "truncated").change().difference == Approx(0.25 / 3));
  CHECK(metric(suite, "unparsed").change().difference == Approx(-0.25 / 3));
  const double tokens_a = (100 + 150 + (200 + 200 + 1000 + 200) / 4.0) / 3;
  CHECK(metric(suite, "thought tokens").mean_a == Approx(tokens_a));
  CHECK(metric(suite, "cost, tokens").mean_a == Approx(tokens_a + 10));
}

TEST_CASE("with one seed samples are paired by index, and what one run lacks is left out") {
  const SuiteComparison suite =
      compared(sample_scores({"cwcc", "cc"}), sample_scores({"c.w", "cc"}));
  CHECK(suite.by_sample);
  CHECK(suite.samples_a == 4);
  CHECK(suite.samples_b == 4);
  CHECK(metric(suite, "pass@1").mean_a == Approx(1));
  CHECK(metric(suite, "pass@1").mean_b == Approx(0.75));
}

TEST_CASE("with two seeds the samples of a problem are independent, and all of them count") {
  const SuiteComparison suite =
      compared(sample_scores({"cwcc", "cc"}, 1), sample_scores({"c.w", "cc"}, 2));
  CHECK_FALSE(suite.by_sample);
  CHECK(suite.samples_a == 6);
  CHECK(metric(suite, "pass@1").mean_a == Approx((0.75 + 1) / 2));
}

TEST_CASE("flips are listed in both directions, by problem and sample") {
  const SuiteComparison suite =
      compared(sample_scores({"ccc", "wcw", "cww"}), sample_scores({"cww", "wcw", "wcc"}));
  REQUIRE(suite.lost.size() == 2);
  CHECK(suite.lost[0].problem == "p00");
  CHECK(suite.lost[0].samples == std::vector<int>{1, 2});
  CHECK(suite.lost[1].problem == "p02");
  REQUIRE(suite.gained.size() == 1);
  CHECK(suite.gained[0].problem == "p02");
  CHECK(suite.gained[0].samples == std::vector<int>{1, 2});
  CHECK(suite.gained[0].correct_a == 1);
  CHECK(suite.gained[0].correct_b == 2);
}

TEST_CASE("a run compared with itself is identical, one other sample makes it not") {
  const RunScores run = sample_scores({"ccc", "wcw"});
  CHECK(compared(run, run).identical);
  CHECK(compared(run, run).equal_samples == 6);
  RunScores other = run;
  other.suites[0].problems[1].samples[2].digest ^= 1;
  CHECK_FALSE(compared(run, other).identical);
  CHECK_THAT(to_text(compare(run, run)), Contains("every sample is the same: no difference"));
}

TEST_CASE("a run and its first samples do not differ in what both have") {
  const RunScores all = sample_scores({"cccw", "wcwc"});
  const RunScores first = sample_scores({"cc", "wc"});
  const SuiteComparison suite = compared(first, all);
  CHECK(suite.identical);
  CHECK(suite.lone_samples == 4);
  CHECK_THAT(to_text(compare(first, all)),
             Contains("every sample is the same: no difference; 4 samples not compared"));
  // Each has one that the other lacks: they are not parts of one another.
  CHECK_FALSE(compared(sample_scores({"cc", "w."}), sample_scores({"c.", "wc"})).identical);
  CHECK_FALSE(compared(sample_scores({"cc", "ww"}), all).identical);
}

TEST_CASE("two problems leave a difference open, but not beyond 100 points") {
  const SuiteComparison suite = compared(sample_scores({"c", "c"}), sample_scores({"c", "w"}));
  const statistics::Interval interval = metric(suite, "pass@1").change().interval();
  CHECK(interval.low == -1);
  CHECK(interval.high == 1);
}

TEST_CASE("with one sample a problem there is McNemar's exact test") {
  const SuiteComparison suite =
      compared(sample_scores({"c", "c", "c", "c", "w"}), sample_scores({"w", "w", "w", "c", "c"}));
  REQUIRE(suite.mcnemar);
  // 3 lost, 1 gained: 2 P(X >= 3 of 4) = 2 * 5 / 16.
  CHECK(suite.mcnemar->two_sided == Approx(0.625));
}

TEST_CASE("problems of one cluster count as one unit") {
  RunScores a = sample_scores({"c", "c", "w", "c"});
  const RunScores b = sample_scores({"w", "w", "w", "c"});
  CHECK(metric(compared(a, b), "pass@1").change().degrees_of_freedom == 3);
  a.suites[0].problems[0].cluster = a.suites[0].problems[1].cluster = "story";
  CHECK(metric(compared(a, b), "pass@1").change().degrees_of_freedom == 2);
}

TEST_CASE("the error of a growth is that of B less (1 + growth) A") {
  const SuiteComparison suite =
      compared(sample_scores({"c", "w", "t"}), sample_scores({"w", "w", "c"}));
  const PairedMetric& tokens = metric(suite, "thought tokens");
  // A 100, 200, 1000; B 200, 200, 100: B - 1.1 A is 90, -20, -1000; mean -310.
  const statistics::PairedDifference change = tokens.change_beyond(0.1);
  CHECK(change.difference == Approx((100 + 0 - 900) / 3.0));
  const double squares = 400.0 * 400 + 290.0 * 290 + 690.0 * 690;
  CHECK(*change.standard_error == Approx(std::sqrt(squares / 2 / 3)));
}

TEST_CASE("runs that differ in suite or sampling are refused, each difference named") {
  const RunScores a = sample_scores({"c", "w"});
  RunScores b = sample_scores({"c"});
  b.suites[0].entry.hash = "0123456789abcdef";
  b.suites[0].entry.sampling.temperature = 3;
  b.manifest.system_prompt = "Think.";
  b.suites.push_back(b.suites[0]);
  b.suites[1].entry.name = "t";
  const RunDifferences found = run_differences(a, b);
  CHECK(found.obstacles.size() == 5);
  CHECK_THROWS_WITH(require_comparable(found),
                    Contains("suite t: A does not have it") && Contains("content of suite s") &&
                        Contains("temperature of s: A has 0.6, B has 3") &&
                        Contains("problems of s: A has 2, B has 1, both 1") &&
                        Contains("system prompt") && Contains("--allow-different"));
  CHECK(compare(a, b).suites.size() == 1);
}

TEST_CASE("other numerics, seed, model and k compare, and are said") {
  const RunScores a = sample_scores({"cc", "ww"});
  RunScores b = sample_scores({"ccc", "www"}, 9);
  b.manifest.model.numerics.weights = "q8";
  b.manifest.model.hash = "ffffffffffffffff";
  b.suites[0].graders = {"math/2"};
  b.manifest.other_numerics = {"cuda/sm_90a"};
  const RunDifferences found = run_differences(a, b);
  CHECK(found.obstacles.empty());
  REQUIRE(found.remarks.size() == 6);
  CHECK_NOTHROW(require_comparable(found));
  const std::string text = to_text(compare(a, b));
  for (const char* words : {"numerics: A has cpu", "q8", "seed: A has 7, B has 9", "model: A has",
                            "samples a problem of s: A has 2, B has 3", "A has math/1",
                            "B is MIXED: it has samples of cuda/sm_90a, too"}) {
    CHECK_THAT(text, Contains(words));
  }
}

TEST_CASE("an incomplete run says so") {
  const Comparison comparison = compare(sample_scores({"cc", "c."}), sample_scores({"cc", "cc"}));
  CHECK(comparison.incomplete);
  CHECK_THAT(to_text(comparison), Contains("A is INCOMPLETE: s: 1 of 4 samples are not scored"));
  CHECK(to_json(comparison).at("incomplete") == true);
}

TEST_CASE("problems that only one run has are counted, whichever it is") {
  RunScores a = sample_scores({"c", "c", "w"});
  RunScores b = a;
  a.suites[0].problems.erase(a.suites[0].problems.begin());
  b.suites[0].problems.pop_back();
  const SuiteComparison suite = compared(a, b);
  CHECK(suite.problems == 1);
  CHECK(suite.left_out == 2);
}

TEST_CASE("runs that share no problem cannot be compared") {
  RunScores b = sample_scores({"c"});
  b.suites[0].problems[0].id = "q";
  CHECK_THROWS_AS(compare(sample_scores({"c"}), b), UsageError);
}

TEST_CASE("runs of one seed whose samples have other numbers are told so") {
  RunScores b = sample_scores({"cc"});
  b.suites[0].problems[0].samples[0].index = 4;
  b.suites[0].problems[0].samples[1].index = 5;
  CHECK_THROWS_WITH(compare(sample_scores({"cc"}), b),
                    Contains("share problems, but no sample of one number") &&
                        Contains("A has samples 0 to 1 in its estimates, B 4 to 5"));
  b.manifest.seed += 1;
  CHECK(compared(sample_scores({"cc"}), b).problems == 1);
}

TEST_CASE("the screen has a line a metric, and the JSON the same numbers") {
  const Comparison comparison =
      compare(sample_scores({"cccc", "ccww", "wwtu"}), sample_scores({"ccwc", "wwww", "wctt"}));
  const std::string text = to_text(comparison);
  CHECK_THAT(text,
             Contains("s  3 problems, 12 samples of A, 12 of B; paired by problem and sample"));
  CHECK_THAT(text,
             Contains("pass@1") && Contains("50.0 %") && Contains("33.3 %") && Contains("-16.7"));
  CHECK_THAT(text, Contains("right in A only: 3 samples of 2 problems"));
  CHECK_THAT(text, Contains("p01  2/4 → 0/4  samples 0 1"));
  const nlohmann::json row = to_json(comparison).at("suites").at(0).at("metrics").at(0);
  CHECK(row.at("metric") == "pass@1");
  CHECK(row.at("difference").get<double>() == Approx(-1.0 / 6));
  CHECK(row.at("low").get<double>() < row.at("high").get<double>());
}

TEST_CASE("a run file gives the numbers that its samples have") {
  const test::TemporaryDirectory here;
  SuiteEntry entry = test::sample_suite("s", 3);
  Manifest manifest = test::sample_manifest({entry});
  manifest.model.price = Price{1, 0.5, 2, "EUR"};
  {
    RunFile file = RunFile::create(here.path() / "a.run", manifest);
    Problem problem = test::sample_problem(0);
    problem.cluster = "story";
    file.add_problems("s", {problem, test::sample_problem(1)});
    file.append(test::sample_of("s", "p0", 0, VerdictKind::correct, 50));
    file.append(test::sample_of("s", "p0", 1, VerdictKind::incorrect, 60));
    file.append(test::sample_of("s", "p0", 2, VerdictKind::truncated, 70));
    file.append(test::sample_of("s", "p1", 0, VerdictKind::runtime_error, 80));
    file.append(test::sample_of("s", "p1", 1, VerdictKind::infrastructure_error, 80));
    file.append(test::sample_of("s", "p1", 2, VerdictKind::unparsed, 80));
  }
  const RunScores run = read_scores(RunFile::read(here.path() / "a.run"));
  const SuiteScores& suite = run.suites.at(0);
  CHECK(suite.expected() == 6);
  CHECK(suite.scored() == 5);
  CHECK(suite.infrastructure == 1);
  CHECK(suite.votes);
  CHECK(suite.graders == std::set<std::string>{"math/1"});
  const std::vector<SampleScore>& first = suite.problems.at(0).samples;
  CHECK(suite.problems.at(0).cluster == "story");
  REQUIRE(first.size() == 3);
  CHECK(first[0].outcome == Outcome::correct);
  CHECK(first[0].party == 0);
  CHECK(first[1].outcome == Outcome::wrong);
  CHECK(first[1].party == 1);
  CHECK(first[2].outcome == Outcome::truncated);
  CHECK(first[2].party == -1);
  CHECK(first[0].thinking == 50);
  // Four tokens of prompt at 1, 56 sampled at 2 for a million.
  CHECK(first[0].cost == Approx(116e-6));
  CHECK(cost_unit(run.manifest) == "EUR");
  const std::vector<SampleScore>& second = suite.problems.at(1).samples;
  REQUIRE(second.size() == 2);
  CHECK(second[0].outcome == Outcome::wrong);
  CHECK(second[1].index == 2);
  CHECK(second[1].outcome == Outcome::unparsed);
  CHECK_THAT(missing_samples(run).at(0),
             Contains("1 of 6 samples are not scored (1 infrastructure error)"));
}

}  // namespace
}  // namespace assay
