#include "evals/adaptive.hpp"

#include <map>
#include <sstream>

#include "engine/core/error.hpp"
#include "reports/export/jsonl.hpp"
#include "reports/format.hpp"
#include "reports/run/completeness.hpp"
#include "reports/summary.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/scripted_generator.hpp"

namespace assay {
namespace {

using Catch::Matchers::Contains;
using test::ScriptedGenerator;

constexpr int pilot = 4;

/// Right or wrong by text.
class TextGrader final : public Grader {
 public:
  Verdict grade(const Problem& /*problem*/, const Completion& completion) const override {
    Verdict verdict;
    verdict.grader = id();
    verdict.kind = completion.answer == "right" ? VerdictKind::correct : VerdictKind::incorrect;
    return verdict;
  }
  std::string id() const override { return "text/1"; }
};

/// Of every three problems one is always right, one never, and one every other time.
std::string answer(const Request& request, int sample) {
  const int number = std::stoi(request.problem_key.substr(request.problem_key.find("/p") + 2));
  return number % 3 == 0 || (number % 3 == 1 && sample % 2 == 0) ? "right" : "wrong";
}

struct Fixture {
  test::TemporaryDirectory directory;
  std::atomic<bool> stop = false;
  int problems = 60;
  AdaptiveSampling adaptive{0.1056, pilot, 20, {}};
  std::ostringstream lines;  ///< of progress

  RunFile open(const std::string& name) const {
    const auto path = directory.path() / name;
    if (std::filesystem::exists(path)) {
      return RunFile::open(path);
    }
    Manifest manifest;
    SuiteEntry entry;
    entry.name = "small";
    entry.k = adaptive.pilot;
    entry.adaptive = adaptive;
    manifest.suites.push_back(entry);
    return RunFile::create(path, manifest);
  }

  bool run(const std::string& name, ScriptedGenerator& generator) {
    RunPlan plan;
    Suite suite;
    suite.name = "small";
    suite.grader = "math";
    for (int p = 0; p < problems; ++p) {
      Problem problem;
      problem.id = "p" + std::to_string(p);
      problem.prompt = problem.question = "what?";
      suite.problems.push_back(problem);
    }
    std::vector<int> counts(suite.problems.size(), adaptive.pilot);
    plan.suites.push_back({std::move(suite), SamplingParams{}, std::move(counts)});
    RunFile file = open(name);
    const auto progress = make_progress(ProgressStyle::plain, lines);
    const auto grader = std::make_shared<TextGrader>();
    return run_until_ci(
        plan, generator, [&](const std::string& /*kind*/) { return grader; }, file, *progress,
        stop);
  }

  RunFile read(const std::string& name) const { return RunFile::read(directory.path() / name); }

  std::string canonical(const std::string& name) const {
    std::ostringstream out;
    export_jsonl(read(name), out, true);
    return out.str();
  }
};

std::map<std::string, int> samples_by_problem(const RunFile& file) {
  std::map<std::string, int> counts;
  file.for_each_verdict([&](const SampleKey& key, VerdictKind) { ++counts[key.problem]; });
  return counts;
}

TEST_CASE("the pilot decides how many further samples a problem gets, and the file says so") {
  Fixture fixture;
  ScriptedGenerator generator(answer);
  REQUIRE(fixture.run("a.run", generator));
  const RunFile file = fixture.read("a.run");
  const SuiteEntry entry = file.manifest().suites.at(0);
  REQUIRE(entry.adaptive->rounds.size() == 60);
  for (const auto& [problem, count] : samples_by_problem(file)) {
    INFO(problem);
    const bool uncertain = std::stoi(problem.substr(1)) % 3 == 1;
    CHECK(count == pilot + (uncertain ? 5 : 3));  // by hand, from adaptive_plan.hpp's formula
    CHECK(count == entry.expected_of(problem));
  }
  CHECK(completeness(file).at(0).missing == 0);
}

TEST_CASE("a run until an interval goes on after each stop with the same plan and samples") {
  Fixture whole;
  ScriptedGenerator undisturbed(answer);
  REQUIRE(whole.run("whole.run", undisturbed));
  Fixture fixture;
  for (const int stop_after : {50, 200, 37, 90}) {
    ScriptedGenerator generator(answer);
    fixture.stop = false;
    generator.before_next([&](int handed_out) { fixture.stop = handed_out == stop_after; });
    CHECK_FALSE(fixture.run("a.run", generator));
  }
  fixture.stop = false;
  ScriptedGenerator last(answer);
  REQUIRE(fixture.run("a.run", last));
  CHECK(fixture.canonical("a.run") == whole.canonical("whole.run"));
  ScriptedGenerator idle(answer);
  CHECK(fixture.run("a.run", idle));
  CHECK(idle.handed_out() == 0);
}

TEST_CASE("what is missing of the rounds is counted as missing") {
  Fixture fixture;
  ScriptedGenerator generator(answer);
  generator.before_next([&](int handed_out) { fixture.stop = handed_out == 250; });
  CHECK_FALSE(fixture.run("a.run", generator));
  const RunFile file = fixture.read("a.run");
  const Completeness suite = completeness(file).at(0);
  std::size_t stored = 0;
  for (const auto& [problem, count] : samples_by_problem(file)) {
    stored += static_cast<std::size_t>(count);
  }
  CHECK(suite.expected > 240);
  CHECK(suite.missing == suite.expected - stored);
  const Summary summary = summarize(file, {});
  CHECK(summary.suites.at(0).expected == suite.expected);
  CHECK(summary.suites.at(0).missing == suite.missing);
}

TEST_CASE("further problems are refused once the rounds are planned") {
  Fixture fixture;
  ScriptedGenerator generator(answer);
  REQUIRE(fixture.run("a.run", generator));
  fixture.problems = 61;
  CHECK_THROWS_WITH(fixture.run("a.run", generator), Contains("small/p60 was not in the pilot"));
}

TEST_CASE("the bound of k holds where the interval cannot be that narrow") {
  Fixture fixture;
  fixture.adaptive.half_width = 0.001;
  ScriptedGenerator generator(answer);
  REQUIRE(fixture.run("a.run", generator));
  for (const auto& [problem, count] : samples_by_problem(fixture.read("a.run"))) {
    CHECK(count == 20);
  }
}

TEST_CASE("pass@1 is the mean of the problems' rounds, of which the pilot is none") {
  Fixture fixture;
  ScriptedGenerator generator(answer);
  REQUIRE(fixture.run("a.run", generator));
  const RunFile file = fixture.read("a.run");
  std::map<std::string, std::pair<int, int>> tallies;  // samples, correct
  file.for_each_verdict([&](const SampleKey& key, VerdictKind kind) {
    if (key.index >= pilot) {
      ++tallies[key.problem].first;
      tallies[key.problem].second += kind == VerdictKind::correct ? 1 : 0;
    }
  });
  double sum = 0;
  for (const auto& [problem, tally] : tallies) {
    sum += static_cast<double>(tally.second) / tally.first;
  }
  const SuiteSummary suite = summarize(file, {}).suites.at(0);
  CHECK(suite.pass_at_1.value == Approx(sum / 60).epsilon(1e-12));
  const std::string lines = fixture.lines.str();
  CHECK(lines.find("pass@1 50.0 ± ") != std::string::npos);  // the pilot's own line
  CHECK(lines.find("pass@1 " + percent(suite.pass_at_1.value, suite.pass_at_1.standard_error)) !=
        std::string::npos);
  CHECK(suite.scored == suite.expected);
  for (const EstimateAtK& at : suite.pass_at_k) {
    CHECK(at.estimate.problems == 60);  // never of those alone that were uncertain
  }
}

}  // namespace
}  // namespace assay
