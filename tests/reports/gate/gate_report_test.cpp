#include "reports/gate/gate_report.hpp"

#include <cmath>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sample_scores.hpp"

namespace assay {
namespace {

using Catch::Matchers::Contains;
using statistics::Gate;
using test::Approx;
using test::sample_scores;
using test::with_losses;

Bound bound(Metric metric, double limit) {
  for (const BoundField& field : bound_fields()) {
    if (field.metric == metric) {
      return {field, limit, 7};
    }
  }
  FAIL("no field");
  throw;
}

Policy policy_of(std::vector<Bound> bounds) {
  Policy policy;
  policy.path = "gate.yaml";
  policy.all = std::move(bounds);
  return policy;
}

/// 60 problems with four samples each, three of them right.
RunScores sixty() { return sample_scores(std::vector<std::string>(60, "cccw")); }

GateReport gate(const RunScores& baseline, const RunScores& candidate, const Policy& policy) {
  return evaluate(compare(baseline, candidate), policy);
}

TEST_CASE("a run against itself is GO with difference 0") {
  const GateReport report = gate(
      sixty(), sixty(), policy_of({bound(Metric::pass_at_1, 1e-9), bound(Metric::thinking, 1e-9)}));
  CHECK(report.verdict == Gate::go);
  CHECK(report.checks.size() == 2);
  CHECK(report.checks[0].one.change.difference == 0);
  CHECK_THAT(to_text(report), Contains("GO: 2 of 2 checks") && Contains("the same samples"));
}

TEST_CASE("a run against its own first samples is GO") {
  const RunScores first = sample_scores(std::vector<std::string>(60, "cc"));
  const Policy policy = policy_of({bound(Metric::pass_at_1, 0.01), bound(Metric::thinking, 0.01)});
  CHECK(gate(first, sixty(), policy).verdict == Gate::go);
  const RunScores other = sample_scores(std::vector<std::string>(60, "cw"));
  CHECK(gate(sixty(), other, policy).verdict == Gate::no_go);
}

TEST_CASE("a loss beyond the bound is NO-GO, a smaller one is GO, between them it cannot tell") {
  // Of 60 problems 40 lose one of four samples: a fall of 16.7 points, error about 1.6.
  const RunScores worse = with_losses(sixty(), 40, 1);
  const auto verdict = [&](double max_drop) {
    return gate(sixty(), worse, policy_of({bound(Metric::pass_at_1, max_drop)}));
  };
  CHECK(verdict(0.10).verdict == Gate::no_go);
  CHECK(verdict(0.16).verdict == Gate::inconclusive);
  CHECK(verdict(0.25).verdict == Gate::go);
  const GateCheck check = verdict(0.10).checks.at(0);
  CHECK(check.one.change.difference == Approx(40 / 240.0));
  CHECK(check.decision.lower > 0.10);
}

TEST_CASE("a gain is no loss, a rise of tokens is none of accuracy") {
  const RunScores worse = with_losses(sixty(), 40, 1);
  const GateReport better = gate(worse, sixty(), policy_of({bound(Metric::pass_at_1, 0.02)}));
  CHECK(better.verdict == Gate::go);
  RunScores longer = sixty();
  for (ProblemScores& problem : longer.suites[0].problems) {
    for (SampleScore& sample : problem.samples) {
      sample.thinking *= problem.id < "p30" ? 1.25 : 1.15;
      sample.digest ^= 1;
    }
  }
  const GateReport report = gate(
      sixty(), longer, policy_of({bound(Metric::pass_at_1, 0.05), bound(Metric::thinking, 0.1)}));
  CHECK(report.checks[0].decision.corrected == Gate::go);
  CHECK(report.checks[1].decision.corrected == Gate::no_go);
  CHECK(report.checks[1].one.max_drop == Approx(0.1 * 125));
  CHECK_THAT(to_text(report), Contains("s thought tokens rose by 25.0 tokens, from 125 to 150"));
}

TEST_CASE("what cannot be told comes with the effect that could be, and with the samples needed") {
  const GateReport report = gate(sample_scores({"cw", "wc"}, 1), sample_scores({"ww", "wc"}, 2),
                                 policy_of({bound(Metric::pass_at_1, 0.01)}));
  CHECK(report.verdict == Gate::inconclusive);
  const std::vector<std::string> lines = remedies(report.checks.at(0));
  REQUIRE(lines.size() == 2);
  CHECK_THAT(lines[0], Contains("so few samples would find no fall"));
  CHECK_THAT(lines[1], Contains("to decide at the change that was seen") &&
                           Contains("more problems") && Contains("more samples"));
  const GateReport votes =
      gate(sample_scores({"cw", "wc", "cc"}, 1), sample_scores({"ww", "wc", "cc"}, 2),
           policy_of({bound(Metric::cons_at_k, 0.01)}));
  CHECK_THAT(remedies(votes.checks.at(0)).at(1), Contains("is not known for this metric"));
  const GateReport larger =
      gate(sixty(), with_losses(sixty(), 10, 1), policy_of({bound(Metric::pass_at_1, 0.03)}));
  CHECK(larger.verdict == Gate::inconclusive);
  CHECK_THAT(remedies(larger.checks.at(0)).at(0),
             Contains("these samples would find a fall of") && Contains("80 times in 100"));
}

TEST_CASE("several checks are corrected, and both verdicts are shown") {
  const RunScores worse = with_losses(sixty(), 16, 1);
  const Policy alone = policy_of({bound(Metric::pass_at_1, 0.027)});
  const Policy many = policy_of({bound(Metric::pass_at_1, 0.027), bound(Metric::pass_at_k, 0.02),
                                 bound(Metric::thinking, 0.5), bound(Metric::truncated, 0.02),
                                 bound(Metric::unparsed, 0.02), bound(Metric::cost, 0.5)});
  CHECK(gate(sixty(), worse, alone).verdict == Gate::no_go);
  const GateReport report = gate(sixty(), worse, many);
  CHECK(report.checks[0].decision.raw == Gate::no_go);
  CHECK(report.checks[0].decision.corrected == Gate::inconclusive);
  CHECK(report.checks[0].decision.p_no_go_holm > report.checks[0].decision.p_no_go);
  CHECK_THAT(to_text(report),
             Contains("NO-GO alone (p 0.0") && Contains("alone") && Contains("of all"));
}

TEST_CASE("a suite's own bound is stronger than that of all") {
  Policy policy = policy_of({bound(Metric::pass_at_1, 0.01), bound(Metric::unparsed, 0.2)});
  policy.suites["s"].bounds = {bound(Metric::pass_at_1, 0.25)};
  const GateReport report = gate(sixty(), with_losses(sixty(), 40, 1), policy);
  REQUIRE(report.checks.size() == 2);
  CHECK(report.checks[0].one.max_drop == 0.25);
  CHECK(report.verdict == Gate::go);
}

TEST_CASE("a bound on what the runs do not have is refused at its line") {
  Policy other;
  other.path = "gate.yaml";
  other.suites["t"] = {{bound(Metric::pass_at_1, 0.1)}, 4};
  CHECK_THROWS_WITH(gate(sixty(), sixty(), other),
                    Contains("gate.yaml:4: suite t: the runs do not have it; they have s"));
  const RunScores once = sample_scores({"c", "w"});
  CHECK_THROWS_WITH(gate(once, once, policy_of({bound(Metric::pass_at_k, 0.1)})),
                    Contains("gate.yaml:7: max_pass_at_k_drop"));
  RunScores silent = once;
  for (ProblemScores& problem : silent.suites[0].problems) {
    problem.samples[0].thinking = 0;
  }
  CHECK_THROWS_WITH(gate(silent, once, policy_of({bound(Metric::thinking, 0.1)})),
                    Contains("gate.yaml:7: max_thinking_growth") && Contains("are 0"));
}

TEST_CASE("one problem tells no error, so it is never GO") {
  const GateReport report = gate(sample_scores({"cccc"}, 1), sample_scores({"cccw"}, 2),
                                 policy_of({bound(Metric::pass_at_1, 0.9)}));
  CHECK(report.verdict == Gate::inconclusive);
  CHECK_THAT(remedies(report.checks.at(0)).at(0), Contains("one problem tells no error"));
  CHECK(to_json(report).at("checks").at(0).at("upper").is_null());
}

TEST_CASE("GitHub's commands are escaped, and name the policy's line") {
  GateReport report =
      gate(sixty(), with_losses(sixty(), 40, 1), policy_of({bound(Metric::pass_at_1, 0.1)}));
  report.policy.path = "ci/a,b:100%.yaml";
  report.checks[0].subject = "s\n::error::planted";
  const std::string text = to_annotations(report, false);
  CHECK(std::count(text.begin(), text.end(), '\n') == 2);
  CHECK_THAT(text, Contains("::error file=ci/a%2Cb%3A100%25.yaml,line=7,title=assay gate::NO-GO: "
                            "s%0A::error::planted pass@1 fell by 16.7 points"));
  CHECK_THAT(text, Contains("from 75.0 %25 to 58.3 %25"));
  const GateReport unsure =
      gate(sixty(), with_losses(sixty(), 40, 1), policy_of({bound(Metric::pass_at_1, 0.16)}));
  CHECK_THAT(to_annotations(unsure, false), Contains("::warning file=gate.yaml"));
  CHECK_THAT(to_annotations(unsure, true), Contains("::error file=gate.yaml"));
  const GateReport fine = gate(sixty(), sixty(), policy_of({bound(Metric::pass_at_1, 0.1)}));
  CHECK_THAT(to_annotations(fine, true), Catch::Matchers::StartsWith("::notice file=gate.yaml"));
}

TEST_CASE("JUnit: NO-GO fails, INCONCLUSIVE is skipped or, if strict, fails, text is escaped") {
  GateReport report =
      gate(sixty(), with_losses(sixty(), 40, 1),
           policy_of({bound(Metric::pass_at_1, 0.16), bound(Metric::cons_at_k, 0.9)}));
  report.checks[0].subject = report.checks[1].subject = "<s> & \"t\"\x01";
  const std::string text = to_junit(report, false);
  CHECK_THAT(text,
             Contains("<testsuites name=\"assay gate\" tests=\"2\" failures=\"0\" errors=\"0\">"));
  CHECK_THAT(text, Contains("<testsuite name=\"&lt;s&gt; &amp; &quot;t&quot;?\" tests=\"2\" "
                            "failures=\"0\" errors=\"0\" skipped=\"1\">"));
  CHECK_THAT(text, Contains("<skipped type=\"INCONCLUSIVE\" message=\"&lt;s&gt;"));
  CHECK_THAT(to_junit(report, true), Contains("<failure type=\"INCONCLUSIVE\""));
}

TEST_CASE("Markdown has a row a check, whose cells cannot end it") {
  GateReport report =
      gate(sixty(), with_losses(sixty(), 40, 1), policy_of({bound(Metric::pass_at_1, 0.1)}));
  CHECK_THAT(to_markdown(report), Contains("right before, not now: p00 (3/4 → 2/4)"));
  report.checks[0].subject = "a|b";
  const std::string text = to_markdown(report);
  CHECK_THAT(text, Contains("## assay gate: NO-GO: 1 of 1 check\n"));
  CHECK_THAT(text, Contains("| a\\|b | pass@1 | 75.0 % | 58.3 % | -16.7 |"));
}

TEST_CASE("kernels are judged by the logarithm of their times") {
  Policy policy;
  policy.path = "gate.yaml";
  policy.kernels = KernelBound{0.05, "real_time", 9};
  const std::vector<double> times = {100, 101, 99, 100, 100.5, 99.5};
  std::vector<double> slower = times;
  for (double& time : slower) {
    time *= 1.2;
  }
  const KernelFiles files{{{"gemm", times}, {"rope", times}, {"once", {100}}},
                          {{"gemm", slower}, {"rope", times}, {"once", {101}}, {"new", times}}};
  const GateReport report = evaluate(compare(sixty(), sixty()), policy, {files, {}});
  REQUIRE(report.checks.size() == 3);
  CHECK(report.checks[0].decision.corrected == Gate::no_go);
  CHECK(std::expm1(report.checks[0].one.change.difference) == Approx(0.2));
  CHECK_THAT(
      finding(report.checks[0]),
      Contains("kernels gemm rose by 20.0 %, from 100 ns to 120 ns") && Contains("5.0 % allowed"));
  CHECK(report.checks[1].metric == "once");
  CHECK_THAT(remedies(report.checks[1]).at(0), Contains("--benchmark_repetitions"));
  CHECK(report.checks[2].decision.corrected == Gate::go);
  CHECK_THROWS_WITH(evaluate(compare(sixty(), sixty()), policy),
                    Contains("gate.yaml:9: kernels are bounded"));
  const KernelFiles fewer{files.baseline, {{"gemm", times}}};
  CHECK_THROWS_WITH(evaluate(compare(sixty(), sixty()), policy, {fewer, {}}),
                    Contains("kernel once is in the baseline only"));
}

/// 30 problems whose two traces have three tokens, each of which has moved by about `change`.
DriftReport drift_of(float change) {
  DriftReport report;
  for (int problem = 0; problem < 30; ++problem) {
    for (int sample = 0; sample < 2; ++sample) {
      const float moved = change * (1.0F + 0.1F * static_cast<float>(problem % 3 + sample));
      const std::vector<TokenDrift> tokens(
          3, TokenDrift{1, -1.0F, -1.0F - moved, double{moved} / 10, 1});
      report.add({"math", "p" + std::to_string(problem), sample}, tokens,
                 [](std::int32_t) { return std::string(); });
    }
  }
  return report;
}

TEST_CASE("a replay is judged by its drift, and no drift at all is GO whatever is allowed") {
  Policy policy;
  policy.path = "gate.yaml";
  policy.replay = DriftBound{0.1, 0.001, 4};
  const auto judge = [&](float change) {
    return evaluate(compare(sixty(), sixty()), policy, {{}, drift_of(change)});
  };
  const GateReport some = judge(0.05F);
  REQUIRE(some.checks.size() == 2);
  CHECK(some.checks[0].decision.corrected == Gate::go);
  CHECK(some.checks[1].decision.corrected == Gate::no_go);
  CHECK_THAT(finding(some.checks[1]),
             Contains("replay KL rose by 0.00575 nats a token, from 0 to 0.00575") &&
                 Contains("0.001 nats a token allowed"));
  CHECK(to_json(some).at("checks")[0].at("scale") == "nats");
  policy.replay = DriftBound{1e-12, 0, 4};
  const GateReport none = judge(0.0F);
  CHECK(none.verdict == Gate::go);
  CHECK_THAT(to_text(none), Contains("no drift"));
  CHECK(judge(1e-6F).verdict == Gate::no_go);
  CHECK_THROWS_WITH(evaluate(compare(sixty(), sixty()), policy),
                    Contains("gate.yaml:4: replay is bounded"));
  policy.replay.reset();
  CHECK_THROWS_WITH(judge(0.0F), Contains("bounds no replay"));
}

}  // namespace
}  // namespace assay
