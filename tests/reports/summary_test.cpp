#include "reports/summary.hpp"

#include "reports/table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
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
  CHECK(to_json(summary).at("suites")[0].at("pass@1").at("standard_error").is_null());
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
  // pass@1 is 50 ± 28.9 %, so the interval is -6.6 to 106.6 %; that of four equal problems is a
  // point.
  const auto near =
      summary_of(complete_run, {reference("s", "pass@1", 99), reference("t", "pass@1", 1)});
  REQUIRE(near.suites[0].references.size() == 1);
  CHECK(near.suites[0].references[0].position == Position::within);
  const std::vector<VerdictKind> half = {correct, incorrect, correct, incorrect};
  const auto far =
      summary_of({half, half, half}, {reference("s", "pass@1", 40), reference("s", "pass@1", 60),
                                      reference("s", "pass@1", 50), reference("s", "cons@64", 60)});
  CHECK(far.suites[0].references[0].position == Position::above);
  CHECK(far.suites[0].references[1].position == Position::below);
  CHECK(far.suites[0].references[2].position == Position::within);
  CHECK_FALSE(far.suites[0].references[3].position);
  CHECK_THAT(table(far), Contains("nearest reference") && Contains("(and 1 more"));
  CHECK(table(far).find("50.0 %  within") < table(far).find("40.0 %  above"));
}

TEST_CASE("a truncation is blamed on the context only where max_tokens fills it") {
  Summary summary = summary_of(complete_run);
  CHECK_THAT(warnings(summary).at(0).text, Contains("Raise --max-tokens (now 2,048)"));
  summary.manifest.model.context = 2048;
  CHECK_THAT(warnings(summary).at(0).text, Contains("context of 2,048 tokens is full"));
  CHECK_THAT(warnings(summary).at(0).text, !Contains("Raise"));
}

TEST_CASE("the table is as its readers know it") {
  const Summary summary = summary_of(complete_run);
  CHECK(table(summary) ==
        "  s              3 problems x 4, all 12 scored\n"
        "    pass@1       50.0 ± 28.9 %    pass@4 66.7 %   cons@4 66.7 %\n"
        "    thinking     201 tokens, median 200, p90 305\n"
        "    failed       truncated 2, unparsed 1, infrastructure 0\n"
        "    subject        problems  pass@1          thinking\n"
        "    addition              1  100.0 %              100\n"
        "    fractions             1  50.0 %               200\n"
        "    word problems         1  0.0 %                303\n"
        "    level  problems  pass@1          thinking\n"
        "    1             1  100.0 %              100\n"
        "    2             1  50.0 %               200\n"
        "    3             1  0.0 %                303\n"
        "\n"
        "Warning: s: 2 samples ran out of tokens before an answer and count as wrong. Raise "
        "--max-tokens (now 2,048).\n");
}

TEST_CASE("JSON has every metric under a schema version") {
  const nlohmann::json document = to_json(summary_of(complete_run));
  CHECK(document.at("schema_version") == 1);
  const nlohmann::json& suite = document.at("suites").at(0);
  CHECK(suite.at("name") == "s");
  CHECK(suite.at("pass@1").at("value") == Approx(0.5));
  CHECK(suite.at("pass@k").at(1).at("k") == 4);
  CHECK(suite.at("verdicts").at("truncated") == 2);
  CHECK(suite.at("by_verdict").at("correct").at("behaviours").at("backtracking").at("traces") == 6);
  CHECK(document.at("manifest").at("seed") == 7);
}

}  // namespace
}  // namespace assay
