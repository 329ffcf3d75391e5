#include "evals/runner.hpp"

#include <algorithm>
#include <map>
#include <sstream>

#include "engine/core/error.hpp"
#include "reports/export/jsonl.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/scripted_generator.hpp"

namespace assay {
namespace {

using test::ScriptedGenerator;

Suite small_suite(int problems) {
  Suite suite;
  suite.name = "small";
  suite.grader = "math";
  suite.hash = "h";
  for (int i = 0; i < problems; ++i) {
    Problem problem;
    problem.id = "p" + std::to_string(i);
    problem.prompt = problem.question = "what is " + std::to_string(i);
    problem.gold = std::to_string(i);
    suite.problems.push_back(problem);
  }
  return suite;
}

RunPlan plan_of(Suite suite, int k) {
  RunPlan plan;
  std::vector<int> counts(suite.problems.size(), k);
  plan.suites.push_back({std::move(suite), SamplingParams{}, std::move(counts)});
  return plan;
}

/// Right for even samples.
std::string half_right(const Request& request, int sample) {
  const std::string gold = request.problem_key.substr(request.problem_key.find("/p") + 2);
  return "\\boxed{" + (sample % 2 == 0 ? gold : "-1") + "}";
}

/// Judges by text, and fails as an infrastructure would while `broken`.
class TestGrader final : public Grader {
 public:
  Verdict grade(const Problem& problem, const Completion& completion) const override {
    Verdict verdict;
    verdict.grader = id();
    if (broken) {
      verdict.kind = VerdictKind::infrastructure_error;
      return verdict;
    }
    verdict.kind = completion.answer == "\\boxed{" + problem.gold + "}" ? VerdictKind::correct
                                                                        : VerdictKind::incorrect;
    return verdict;
  }
  std::string id() const override { return "test/1"; }
  bool broken = false;
};

struct Fixture {
  test::TemporaryDirectory directory;
  std::shared_ptr<TestGrader> grader = std::make_shared<TestGrader>();
  std::atomic<bool> stop = false;

  GraderFactory factory() {
    return [this](const std::string& /*kind*/) { return grader; };
  }

  RunFile file(const std::string& name, const RunPlan& plan) {
    const auto path = directory.path() / name;
    if (std::filesystem::exists(path)) {
      return RunFile::open(path);
    }
    Manifest manifest;
    for (const PlannedSuite& planned : plan.suites) {
      SuiteEntry entry;
      entry.name = planned.suite.name;
      entry.hash = planned.suite.hash;
      entry.k = *std::max_element(planned.counts.begin(), planned.counts.end());
      manifest.suites.push_back(entry);
    }
    return RunFile::create(path, manifest);
  }

  bool run_to_end(const std::string& name, const RunPlan& plan, ScriptedGenerator& generator) {
    RunFile run_file = file(name, plan);
    std::ostringstream out;
    const auto progress = make_progress(ProgressStyle::silent, out);
    return run(plan, generator, factory(), run_file, *progress, stop);
  }

  std::string canonical(const std::string& name) {
    std::ostringstream out;
    export_jsonl(RunFile::read(directory.path() / name), out, true);
    return out.str();
  }
};

TEST_CASE("a run stores every sample of every problem once") {
  Fixture fixture;
  const RunPlan plan = plan_of(small_suite(7), 4);
  ScriptedGenerator generator(half_right);
  REQUIRE(fixture.run_to_end("a.run", plan, generator));
  const RunFile file = RunFile::read(fixture.directory.path() / "a.run");
  CHECK(file.finished().size() == 28);
  int correct = 0;
  file.for_each([&](const StoredSample& sample) {
    correct += sample.verdict.kind == VerdictKind::correct ? 1 : 0;
  });
  CHECK(correct == 14);
}

TEST_CASE("k raised later only adds samples and equals k at once") {
  Fixture fixture;
  ScriptedGenerator first(half_right);
  ScriptedGenerator second(half_right);
  ScriptedGenerator whole(half_right);
  fixture.run_to_end("grown.run", plan_of(small_suite(5), 2), first);
  fixture.run_to_end("grown.run", plan_of(small_suite(5), 6), second);
  fixture.run_to_end("whole.run", plan_of(small_suite(5), 6), whole);
  CHECK(second.handed_out() == 20);
  CHECK(fixture.canonical("grown.run") == fixture.canonical("whole.run"));
}

TEST_CASE("an engine that fails loses nothing that had finished, and the same run goes on") {
  Fixture fixture;
  const RunPlan plan = plan_of(small_suite(6), 3);
  ScriptedGenerator failing(half_right);
  failing.fail_after(7);
  CHECK_THROWS_WITH(fixture.run_to_end("a.run", plan, failing), "scripted failure");
  CHECK(RunFile::read(fixture.directory.path() / "a.run").finished().size() == 7);
  ScriptedGenerator healthy(half_right);
  CHECK(fixture.run_to_end("a.run", plan, healthy));
  CHECK(healthy.handed_out() == 11);
  ScriptedGenerator whole(half_right);
  fixture.run_to_end("b.run", plan, whole);
  CHECK(fixture.canonical("a.run") == fixture.canonical("b.run"));
}

TEST_CASE("stop leaves the run incomplete, and what had finished stored") {
  Fixture fixture;
  const RunPlan plan = plan_of(small_suite(6), 3);
  ScriptedGenerator generator(half_right);
  generator.before_next([&](int handed_out) { fixture.stop = handed_out == 5; });
  CHECK_FALSE(fixture.run_to_end("a.run", plan, generator));
  CHECK(RunFile::read(fixture.directory.path() / "a.run").finished().size() >= 5);
  CHECK(RunFile::read(fixture.directory.path() / "a.run").finished().size() < 18);
}

TEST_CASE("a failing judge is never a score, and judging goes on without a new trace") {
  Fixture fixture;
  const RunPlan plan = plan_of(small_suite(4), 2);
  fixture.grader->broken = true;
  ScriptedGenerator generator(half_right);
  CHECK_FALSE(fixture.run_to_end("a.run", plan, generator));
  CHECK(RunFile::read(fixture.directory.path() / "a.run").finished().empty());
  fixture.grader->broken = false;
  ScriptedGenerator idle(half_right);
  CHECK(fixture.run_to_end("a.run", plan, idle));
  CHECK(idle.handed_out() == 0);
  CHECK(RunFile::read(fixture.directory.path() / "a.run").finished().size() == 8);
}

TEST_CASE("the window bounds what is in flight") {
  Fixture fixture;
  RunPlan plan = plan_of(small_suite(50), 2);
  plan.window = 10;
  ScriptedGenerator generator(half_right);
  fixture.run_to_end("a.run", plan, generator);
  CHECK(generator.most_pending() <= 11);
  CHECK(generator.handed_out() == 100);
}

TEST_CASE("a prompt that does not fit the context counts as truncated, not as lost") {
  Fixture fixture;
  Suite suite = small_suite(2);
  suite.problems[0].prompt = std::string(2000, 'x');
  ScriptedGenerator generator(half_right);
  REQUIRE(fixture.run_to_end("a.run", plan_of(suite, 3), generator));
  const auto sample =
      RunFile::read(fixture.directory.path() / "a.run").find({"small", "p0", 2, SampleKind::full});
  REQUIRE(sample);
  CHECK(sample->completion.finish_reason == FinishReason::length);
  CHECK(sample->completion.token_ids.empty());
  CHECK_FALSE(sample->completion.think_end);
  CHECK(generator.handed_out() == 3);
}

TEST_CASE("a problem gets as many samples as the plan says, another shard's none") {
  Fixture fixture;
  RunPlan plan = plan_of(small_suite(4), 3);
  plan.suites[0].counts = {3, 0, 1, 0};
  ScriptedGenerator generator(half_right);
  REQUIRE(fixture.run_to_end("a.run", plan, generator));
  const RunFile file = RunFile::read(fixture.directory.path() / "a.run");
  std::map<std::string, int> drawn;
  for (const SampleKey& key : file.finished()) {
    ++drawn[key.problem];
  }
  CHECK(drawn == std::map<std::string, int>{{"p0", 3}, {"p2", 1}});
  CHECK(file.problems().size() == 4);  // the file knows what it lacks
}

}  // namespace
}  // namespace assay
