#include "reports/trace_facts.hpp"

#include <fmt/format.h>

#include <map>

#include "engine/core/error.hpp"
#include "reports/run/sqlite.hpp"
#include "reports/summary.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/sample_run.hpp"

namespace assay {
namespace {

using Catch::Matchers::Contains;

/// More samples than a batch has.
struct ManySamples {
  test::TemporaryDirectory directory;
  std::filesystem::path path = directory.path() / "a.run";

  ManySamples() { test::write_sample_run(path, 40, 16); }
};

/// All that is visited, in its order.
std::string visited(const std::filesystem::path& path, unsigned threads) {
  const RunFile file = RunFile::read(path);
  const Manifest manifest = file.manifest();
  const std::vector<StoredProblem> problems = file.problems();
  std::map<std::string, const Problem*> by_id;
  for (const StoredProblem& stored : problems) {
    by_id[stored.problem.id] = &stored.problem;
  }
  const FindContext context = [&](const SampleKey& key) {
    return RowContext{&manifest.suites.front(), by_id.at(key.problem)};
  };
  const ThoughtJudge judge = [](const SuiteEntry&, const Problem& problem, std::string_view,
                                const std::string&) {
    return problem.id.size() % 2 == 0 ? ThoughtAgreement::agree : ThoughtAgreement::none;
  };
  std::string all;
  for_each_trace(file, context, judge, threads, [&](const SampleRow& row, const TraceFacts& facts) {
    all += fmt::format("{}/{} {} {} {} {} {}\n", row.suite, row.problem, row.index,
                       to_string(row.verdict), row.thinking_tokens, facts.behaviours[0],
                       static_cast<int>(facts.agreement));
  });
  return all;
}

TEST_CASE("what traces show comes in one order, however many threads read them") {
  const ManySamples run;
  const std::string one = visited(run.path, 1);
  CHECK(std::count(one.begin(), one.end(), '\n') == 40 * 16 + 24);
  CHECK_THAT(one, Contains(" 1 ") && Contains("correct"));
  for (const unsigned threads : {0U, 2U, 3U, 16U}) {
    INFO(threads);
    CHECK(visited(run.path, threads) == one);
  }
}

TEST_CASE("of several damaged samples the first is named, however many threads read them") {
  const ManySamples run;
  {
    const sqlite::Database database(run.path, sqlite::Access::write);
    database.execute("UPDATE samples SET checksum = 'x' WHERE id % 100 = 50");
  }
  for (const unsigned threads : {1U, 2U, 7U}) {
    INFO(threads);
    CHECK_THROWS_WITH(visited(run.path, threads), Contains("a.run") &&
                                                      Contains("math500/p15 sample 9 ") &&
                                                      Contains("wrong checksum"));
  }
}

TEST_CASE("samples too large for a batch of many come one by one, none left out") {
  const test::TemporaryDirectory here;
  const std::filesystem::path path = here.path() / "a.run";
  {
    RunFile file = RunFile::create(path, test::sample_manifest({test::sample_suite("s", 3)}),
                                   Durability::at_checkpoint);
    file.add_problems("s", {test::sample_problem(0)});
    PhiloxStream random(1, 2);
    for (int i = 0; i < 3; ++i) {
      StoredSample sample = test::sample_of("s", "p0", i, VerdictKind::correct, 5);
      for (int n = 0; n < (6 << 20); ++n) {  // as good as incompressible
        sample.completion.thinking += static_cast<char>(random.below(256));
      }
      file.append(sample);
    }
    file.checkpoint();
  }
  const std::string all = visited(path, 2);
  CHECK(std::count(all.begin(), all.end(), '\n') == 3);
}

}  // namespace
}  // namespace assay
