#include "reports/summary.hpp"

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"
#include "reports/table.hpp"
#include "tests/reports/export/planned_run.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/process.hpp"
#include "tests/support/sample_run.hpp"

namespace assay {
namespace {

using Catch::Matchers::Contains;
using test::Approx;
using enum VerdictKind;

/// Three problems with four samples each, of which 4, 2 and 0 are correct; all verdicts given.
const std::vector<std::vector<VerdictKind>> complete_run = {
    {correct, correct, correct, correct},
    {correct, incorrect, correct, unparsed},
    {incorrect, truncated, incorrect, truncated}};

Summary summary_of(const std::vector<std::vector<VerdictKind>>& verdicts,
                   const std::vector<Reference>& references = {}) {
  const test::TemporaryDirectory here;
  SuiteEntry entry = test::sample_suite("s", 4);
  entry.suite_size = 3;
  RunFile file = RunFile::create(here.path() / "a.run", test::sample_manifest({entry}));
  for (std::size_t p = 0; p < verdicts.size(); ++p) {
    const Problem problem = test::sample_problem(static_cast<int>(p));
    file.add_problems("s", {problem});
    for (std::size_t i = 0; i < verdicts[p].size(); ++i) {
      file.append(
          test::sample_of("s", problem.id, static_cast<int>(i), verdicts[p][i], 100 * (p + 1)));
    }
  }
  return summarize(file, references);
}

TEST_CASE("accuracy is computed a problem, then over problems") {
  const SuiteSummary suite = summary_of(complete_run).suites.at(0);
  // Rates 1, 1/2, 0: mean 1/2, deviation 1/2, over sqrt(3).
  CHECK(suite.pass_at_1.value == Approx(0.5));
  CHECK(*suite.pass_at_1.standard_error == Approx(0.28867513459481287));
  REQUIRE(suite.pass_at_k.size() == 2);
  CHECK(suite.pass_at_k[0].k == 2);
  // pass@2 of 2 in 4 is 1 - C(2,2)/C(4,2) = 5/6.
  CHECK(suite.pass_at_k[0].estimate.value == Approx((1 + 5.0 / 6 + 0) / 3));
  CHECK(suite.pass_at_k[1].k == 4);
  CHECK(suite.pass_at_k[1].estimate.value == Approx(2.0 / 3));
  REQUIRE(suite.cons_at_k);
  CHECK(suite.cons_at_k->estimate.value == Approx((1 + 1 + 0) / 3.0));
}

TEST_CASE("every sample is counted in one place") {
  const SuiteSummary suite = summary_of(complete_run).suites.at(0);
  CHECK(suite.complete());
  CHECK(suite.expected == 12);
  CHECK(suite.scored == 12);
  CHECK(suite.count(correct) == 6);
  CHECK(suite.count(incorrect) == 3);
  CHECK(suite.count(unparsed) == 1);
  CHECK(suite.count(truncated) == 2);
  CHECK(suite.by_verdict.at(truncated).samples == 2);
  std::size_t bars = 0;
  for (std::size_t i = 0; i < suite.histogram.correct.size(); ++i) {
    bars += suite.histogram.correct[i] + suite.histogram.wrong[i];
  }
  CHECK(bars == 12);
}

TEST_CASE("tokens of thought and behaviours are told by verdict") {
  const SuiteSummary suite = summary_of(complete_run).suites.at(0);
  CHECK(suite.by_verdict.at(correct).thinking.mean == Approx((4 * 100 + 2 * 200) / 6.0));
  // A trace that never closed is thought to its end: 300 tokens and 6 more.
  CHECK(suite.by_verdict.at(truncated).thinking.mean == 306);
  const auto& behaviours = suite.by_verdict.at(correct).behaviours;
  CHECK(behaviours[0].traces == 6);
  CHECK(behaviours[0].occurrences == 12);  // "Check:" and "ok."
  CHECK(behaviours[1].occurrences == 12);  // "Wait" and "that is wrong"
}

TEST_CASE("missing and unjudged samples are in no score, and every view says so") {
  const Summary summary =
      summary_of({{correct, correct, correct, correct}, {correct, infrastructure_error}, {}});
  const SuiteSummary& suite = summary.suites.at(0);
  CHECK_FALSE(summary.complete());
  CHECK(suite.missing == 6);
  CHECK(suite.infrastructure == 1);
  CHECK(suite.scored == 5);
  CHECK(suite.expected == suite.scored + suite.infrastructure + suite.missing - 0);
  CHECK(suite.pass_at_1.problems == 2);
  CHECK(suite.pass_at_k.back().estimate.problems == 1);
  CHECK_THAT(table(summary), Contains("INCOMPLETE: 5 of 12 scored"));
  CHECK_THAT(table(summary), Contains("Warning: s: 6 of 12 samples are missing"));
  CHECK_THAT(table(summary), Contains("1 sample could not be judged"));
  const nlohmann::json document = to_json(summary);
  CHECK(document.at("complete") == false);
  CHECK(document.at("suites")[0].at("samples").at("missing") == 6);
  CHECK(document.at("warnings").size() == 2);
}

TEST_CASE("a run without samples has a summary") {
  const Summary summary = summary_of({{}, {}});
  CHECK(summary.suites.at(0).missing == 8);
  CHECK_THAT(table(summary), Contains("no sample is scored yet"));
  const nlohmann::json suite = to_json(summary).at("suites")[0];
  CHECK(suite.at("pass@1").at("standard_error").is_null());
  for (const char* estimate : {"pass@1", "mean@k", "truncation", "thinking_tokens_mean"}) {
    CHECK(suite.at(estimate).at("value").is_null());
  }
  for (const char* list : {"pass@k", "pass^k"}) {
    CHECK(suite.at(list)[0].at("value").is_null());
  }
  CHECK(suite.at("thinking_tokens").at("mean").is_null());
  CHECK(suite.at("levels")[0].at("thinking_tokens_mean").is_null());
  CHECK_THAT(table(summary), Contains("    1             1  -                      -\n"));
}

TEST_CASE("a pilot's samples are counted apart and are in no metric") {
  const test::TemporaryDirectory here;
  test::write_planned_run(here.path() / "a.run");
  const Summary summary = summarize(RunFile::read(here.path() / "a.run"), {});
  const nlohmann::json suite = to_json(summary).at("suites")[0];
  CHECK(suite.at("samples").at("scored") == 11);
  CHECK(suite.at("samples").at("pilot") == 8);
  CHECK(suite.at("verdicts").at("incorrect") == 0);
  CHECK(suite.at("verdicts").at("correct") == 3);
  CHECK(suite.at("pass@1").at("value") == 1);
  CHECK(suite.at("mean@k").at("k") == 1);
}

TEST_CASE("a budget that nobody met has no share of right ones among those who did") {
  const nlohmann::json points =
      to_json(summary_of(complete_run)).at("suites")[0].at("accuracy_by_budget");
  CHECK(points[0].at("finished") == 0);
  CHECK(points[0].at("accuracy_of_finished").is_null());
  CHECK(points.back().at("accuracy_of_finished") == Approx(0.6));
}

TEST_CASE("breakdowns cover all problems and keep their own errors") {
  const SuiteSummary suite = summary_of(complete_run).suites.at(0);
  REQUIRE(suite.subjects.size() == 3);
  CHECK(suite.subjects[0].name == "addition");
  CHECK(suite.subjects[0].pass_at_1.value == 1.0);
  CHECK_FALSE(suite.subjects[0].pass_at_1.standard_error);
  CHECK(suite.levels.size() == 3);
  CHECK(suite.levels[1].name == "2");
  CHECK(suite.levels[1].thinking_mean == 200);
}

TEST_CASE("references are placed by the run's own interval") {
  const auto reference = [](const char* suite, const char* metric, double value) {
    Reference row;
    row.suite = suite;
    row.model = "m";
    row.metric = metric;
    row.value = value;
    return row;
  };
  // Three problems leave nearly everything open.
  const auto near =
      summary_of(complete_run, {reference("s", "pass@1", 90), reference("t", "pass@1", 1)});
  REQUIRE(near.suites[0].references.size() == 1);
  CHECK(near.suites[0].references[0].position == Position::within);
  std::vector<std::vector<VerdictKind>> sixty;
  for (int i = 0; i < 60; ++i) {
    sixty.push_back(
        {correct, incorrect, i % 2 == 0 ? correct : incorrect, i % 3 == 0 ? correct : incorrect});
  }
  const auto far = summary_of(sixty, {reference("s", "pass@1", 40), reference("s", "pass@1", 65),
                                      reference("s", "pass@1", 46), reference("s", "cons@64", 60)});
  CHECK(far.suites[0].references[0].position == Position::above);
  CHECK(far.suites[0].references[1].position == Position::below);
  CHECK(far.suites[0].references[2].position == Position::within);
  CHECK_FALSE(far.suites[0].references[3].position);
  CHECK_THAT(table(far), Contains("nearest reference") && Contains("(and 1 more"));
  CHECK(table(far).find("46.0 %  within") < table(far).find("40.0 %  above"));
}

TEST_CASE("a truncation is blamed on the context only where max_tokens fills it") {
  Summary summary = summary_of(complete_run);
  CHECK_THAT(warnings(summary).at(0).text, Contains("Raise --max-tokens (now 2,048)"));
  summary.manifest.model.context = 2048;
  CHECK_THAT(warnings(summary).at(0).text, Contains("context of 2,048 tokens is full"));
  CHECK_THAT(warnings(summary).at(0).text, !Contains("Raise"));
}

TEST_CASE("money has four decimals, and more where it would be told as nothing") {
  Summary summary = summary_of(complete_run);
  Cost& cost = summary.suites[0].cost;
  cost.currency = "USD";
  const std::vector<std::pair<double, std::string>> cases = {
      {0.0, "; 0.0000 USD, 0.0000 a solved"},
      {0.000041, "; 0.000041 USD, 0.000021 a solved"},
      {0.0124, "; 0.0124 USD, 0.0062 a solved"},
      {3021.5, "; 3021.5000 USD, 1510.7500 a solved"}};
  for (const auto& [money, told] : cases) {
    cost.money = money;
    CHECK_THAT(table(summary), Contains(told));
  }
}

TEST_CASE("the table is as its readers know it") {
  const Summary summary = summary_of(complete_run);
  CHECK(table(summary) ==
        "  s              3 problems x 4, all 12 scored\n"
        "    pass@1       50.0 ± 28.9 % (mean@4), 95 %: 3.6 to 96.4*, resampled ± 9.6\n"
        "    k                  2          4\n"
        "    pass@k, % 61.1 ±30.9 66.7 ±33.3\n"
        "    pass^k, % 38.9 ±30.9 33.3 ±33.3\n"
        "    cons@k, % 55.6 ±29.4 66.7 ±33.3\n"
        "    thinking     201 ± 59 tokens, median 200, p90 305, p99 306\n"
        "      by verdict correct 133, incorrect 267, unparsed 200, truncated 306\n"
        "    behaviours   self-verification 12.2, backtracking 12.2, restating 0.0,\n"
        "      per 1,000  sub-goal 0.0, looping 0.0\n"
        "    failed       truncated 2 (16.7 %), unparsed 1, infrastructure 0\n"
        "    cost         2,520 tokens, 210 a sample, 1,260 a solved problem; cpu 3.8 s\n"
        "    subject        problems  pass@1          thinking\n"
        "    addition              1  100.0 %              100\n"
        "    fractions             1  50.0 %               200\n"
        "    word problems         1  0.0 %                303\n"
        "    level  problems  pass@1          thinking\n"
        "    1             1  100.0 %              100\n"
        "    2             1  50.0 %               200\n"
        "    3             1  0.0 %                303\n"
        "\n"
        "± is one standard error over problems; resampled: the same problems with other samples.\n"
        "* too little was right, or wrong, for 95 %: the interval may hold the truth less often.\n"
        "Warning: s: 2 samples ran out of tokens before an answer and count as wrong. Raise "
        "--max-tokens (now 2,048).\n");
}

TEST_CASE("JSON has every metric under a schema version") {
  const nlohmann::json document = to_json(summary_of(complete_run));
  CHECK(document.at("schema_version") == 2);
  const nlohmann::json& suite = document.at("suites").at(0);
  CHECK(suite.at("name") == "s");
  CHECK(suite.at("pass@1").at("value") == Approx(0.5));
  CHECK(suite.at("pass@k").at(1).at("k") == 4);
  CHECK(suite.at("verdicts").at("truncated") == 2);
  CHECK(suite.at("by_verdict").at("correct").at("behaviours").at("backtracking").at("traces") == 6);
  CHECK(document.at("manifest").at("seed") == 7);
}

TEST_CASE("every k has pass@k, pass^k and cons@k, averaged over the subsets of that size") {
  const SuiteSummary suite = summary_of(complete_run).suites.at(0);
  REQUIRE(suite.pass_hat_k.size() == 2);
  // pass^2 of 2 in 4 is C(2,2)/C(4,2) = 1/6.
  CHECK(suite.pass_hat_k[0].estimate.value == Approx((1 + 1.0 / 6 + 0) / 3));
  CHECK(suite.pass_hat_k[1].estimate.value == Approx(1.0 / 3));
  REQUIRE(suite.cons_by_k.size() == 2);
  // Of 2 right, 1 wrong and 1 silent: the six pairs give 1, 1/2, 1/2, 1, 1 and 0.
  CHECK(suite.cons_by_k[0].estimate.value == Approx((1 + 4.0 / 6 + 0) / 3));
}

TEST_CASE("the interval is the default one, and the error of the same problems stands beside it") {
  const Estimate pass = summary_of(complete_run).suites.at(0).pass_at_1;
  const statistics::Interval interval = statistics::mean_interval(0.5, *pass.standard_error, 3);
  REQUIRE(pass.interval);
  CHECK(pass.interval->low == interval.low);
  CHECK(pass.interval->high == interval.high);
  CHECK(pass.interval_falls_short);
  // Of 2 in 4: variance 2 * 2 / (16 * 3) = 1/12; the others have none.
  CHECK(*pass.within_error == Approx(std::sqrt(1.0 / 12) / 3));
  CHECK_FALSE(pass.clustered());
}

TEST_CASE("problems of one cluster count as one unit of an estimate") {
  const statistics::ProblemMean one{1.0, std::nullopt};
  const statistics::ProblemMean none{0.0, std::nullopt};
  const Estimate alone = estimate_share({{one, ""}, {one, ""}, {none, ""}, {none, ""}});
  const Estimate pairs = estimate_share({{one, "a"}, {one, "a"}, {none, "b"}, {none, "b"}});
  CHECK(alone.units == 4);
  CHECK(pairs.units == 2);
  CHECK(pairs.clustered());
  CHECK(*pairs.standard_error > *alone.standard_error);
  CHECK(pairs.interval->high - pairs.interval->low > alone.interval->high - alone.interval->low);
  CHECK_FALSE(pairs.within_error);
  const Estimate together = estimate_share({{one, "a"}, {one, "a"}, {none, "a"}, {none, "a"}});
  CHECK(together.units == 1);
  CHECK_FALSE(together.standard_error);
  CHECK_FALSE(together.interval);
  CHECK_FALSE(estimate_mean({{one, "a"}, {none, "a"}}).standard_error);
  CHECK(estimate_share({}).problems == 0);
}

TEST_CASE("problems may have unequal numbers of samples") {
  const Summary summary = summary_of({{correct, incorrect, correct, correct, incorrect, correct},
                                      {correct, incorrect, incorrect, incorrect},
                                      {correct, correct, incorrect, incorrect}});
  const SuiteSummary& suite = summary.suites.at(0);
  CHECK(suite.pass_at_1.value == Approx((4.0 / 6 + 0.25 + 0.5) / 3));
  REQUIRE(suite.pass_at_k.size() == 3);
  CHECK(suite.pass_at_k[1].k == 4);
  CHECK(suite.pass_at_k[1].estimate.problems == 3);
  CHECK(suite.pass_at_k[2].k == 6);
  CHECK(suite.pass_at_k[2].estimate.problems == 1);
  CHECK_THAT(table(summary), Contains("100.0 (1)"));
}

TEST_CASE("accuracy is told by budget of thought") {
  const SuiteSummary suite = summary_of(complete_run).suites.at(0);
  const auto& points = suite.accuracy_by_budget;
  REQUIRE(points.size() == suite.histogram.correct.size() + 1);
  CHECK(points.front().accuracy == 0);
  CHECK(points.back().accuracy == Approx(0.5));
  const auto at = [&](std::size_t budget) {
    return std::find_if(points.begin(), points.end(),
                        [&](const auto& point) { return point.budget >= budget; });
  };
  CHECK(at(150)->accuracy == Approx(1.0 / 3));  // only the first problem's thoughts end by then
  CHECK(suite.truncation.value == Approx((0 + 0 + 0.5) / 3));
  CHECK(suite.thinking.p99 == Approx(306));
  CHECK(suite.thinking_mean.value == Approx((100 + 200 + 303) / 3.0));
}

TEST_CASE("behaviours are told as rates, by verdict within a problem, and against length") {
  const SuiteSummary suite = summary_of(complete_run).suites.at(0);
  const BehaviourSummary& checks = suite.behaviours[0];
  CHECK(checks.count.traces == 12);
  CHECK(checks.count.occurrences == 24);
  // Two a trace; the problems' mean tokens are 100, 200 and 303.
  CHECK(checks.rate.value == Approx((20 + 10 + 2000.0 / 303) / 3));
  REQUIRE(checks.right_less_wrong.problems == 1);  // only the second has both
  CHECK(checks.right_less_wrong.value == Approx(0.0).margin(1e-12));
  CHECK_FALSE(checks.with_length);  // three problems are too few
  CHECK(suite.by_verdict.at(correct).rate(statistics::Behaviour::backtracking) ==
        Approx(1000.0 * 12 / 800));
  CHECK(suite.thought_answers.asked() == 0);
}

TEST_CASE("thought answers are counted by verdict, for samples that gave an answer") {
  const test::TemporaryDirectory here;
  RunFile file =
      RunFile::create(here.path() / "a.run", test::sample_manifest({test::sample_suite("s", 4)}));
  file.add_problems("s", {test::sample_problem(0)});
  file.append(test::sample_of("s", "p0", 0, correct, 10));
  file.append(test::sample_of("s", "p0", 1, incorrect, 10));
  file.append(test::sample_of("s", "p0", 2, unparsed, 10));
  const Summary summary = summarize(file, {},
                                    [](const SuiteEntry& entry, const Problem& problem,
                                       std::string_view thinking, const std::string& given) {
                                      return entry.name == "s" && problem.id == "p0" &&
                                                     given == "42" && thinking.size() > 10
                                                 ? ThoughtAgreement::disagree
                                                 : ThoughtAgreement::agree;
                                    });
  const SuiteSummary& suite = summary.suites.at(0);
  CHECK(suite.thought_answers.disagree == 2);
  CHECK(suite.thought_answers.asked() == 2);
  CHECK(suite.by_verdict.at(incorrect).thought_answers.disagree == 1);
  CHECK_THAT(table(summary), Contains("of the answer given in 0 of 2, of another in 2"));
  CHECK(to_json(summary).at("suites")[0].at("thought_answers").at("disagree") == 2);
}

TEST_CASE("what a judge throws reaches the caller") {
  const test::TemporaryDirectory here;
  RunFile file =
      RunFile::create(here.path() / "a.run", test::sample_manifest({test::sample_suite("s", 1)}));
  file.add_problems("s", {test::sample_problem(0)});
  file.append(test::sample_of("s", "p0", 0, correct, 10));
  CHECK_THROWS_WITH(
      summarize(file, {},
                [](const SuiteEntry&, const Problem&, std::string_view,
                   const std::string&) -> ThoughtAgreement { throw DataError("planted"); }),
      Contains("planted"));
}

TEST_CASE("every field of the JSON stands in its documentation") {
  const std::string text =
      test::slurp(std::filesystem::path(ASSAY_TEST_SOURCE) / "reports/JSON.md");
  const nlohmann::json document = to_json(summary_of(complete_run));
  const auto documented = [&](const nlohmann::json& object) {
    for (const auto& [name, value] : object.items()) {
      INFO(name);
      CHECK(text.find("`" + name + "`") != std::string::npos);
    }
  };
  documented(document);
  const nlohmann::json& suite = document.at("suites").at(0);
  documented(suite);
  for (const char* part : {"samples", "pass@1", "thinking_tokens", "histogram", "tokens"}) {
    documented(suite.at(part));
  }
  documented(suite.at("accuracy_by_budget").at(0));
  documented(suite.at("by_verdict").at("correct"));
  documented(suite.at("by_verdict").at("correct").at("behaviours").at("looping"));
  documented(suite.at("behaviours"));
  documented(suite.at("behaviours").at("restating"));
  documented(suite.at("cost"));
  documented(suite.at("cost").at("tokens"));
  CHECK(text.find("`no such field`") == std::string::npos);
}

}  // namespace
}  // namespace assay
