#include "reports/run/merge.hpp"

#include <fstream>
#include <functional>
#include <sstream>

#include "engine/core/error.hpp"
#include "reports/export/jsonl.hpp"
#include "reports/run/completeness.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/sample_run.hpp"

namespace assay {
namespace {

using Catch::Matchers::Contains;
namespace fs = std::filesystem;

constexpr int n_problems = 7;
constexpr int k = 3;

/// Writes the part of one small run that `shards` hold.
void write_part(const fs::path& path, const Shards& shards,
                const std::function<void(Manifest&)>& change = {},
                const std::function<void(StoredSample&)>& change_sample = {}) {
  Manifest manifest = test::sample_manifest({test::sample_suite("s", k)});
  manifest.shards = shards;
  if (change) {
    change(manifest);
  }
  RunFile file = RunFile::create(path, manifest);
  std::vector<Problem> problems;
  for (int p = 0; p < n_problems; ++p) {
    problems.push_back(test::sample_problem(p));
  }
  file.add_problems("s", problems);
  for (std::size_t p = 0; p < n_problems; ++p) {
    for (int s = 0; s < k && shards.hold(p); ++s) {
      StoredSample sample = test::sample_of("s", problems[p].id, s,
                                            s == 0 ? VerdictKind::correct : VerdictKind::incorrect,
                                            10 * p + static_cast<std::size_t>(s));
      if (change_sample) {
        change_sample(sample);
      }
      file.append(sample);
    }
  }
}

std::string canonical_of(const fs::path& path) {
  std::ostringstream out;
  export_jsonl(RunFile::read(path), out, true);
  return out.str();
}

struct Parts {
  test::TemporaryDirectory directory;
  fs::path here = directory.path();
  fs::path out = here / "out.run";

  Parts() {
    for (int shard = 1; shard <= 3; ++shard) {
      write_part(part(shard), {3, {shard}});
    }
  }
  [[nodiscard]] fs::path part(int shard) const {
    return here / ("part" + std::to_string(shard) + ".run");
  }
  [[nodiscard]] std::vector<fs::path> all() const { return {part(1), part(2), part(3)}; }

  void refuses(const std::vector<fs::path>& runs, const std::vector<std::string>& words,
               const MergeOptions& options = {}) const {
    std::string message;
    try {
      merge_runs(runs, out, options);
    } catch (const Error& error) {
      message = error.what();
    }
    INFO(message);
    CHECK_FALSE(message.empty());
    CHECK(message.find('\n') == std::string::npos);
    for (const std::string& word : words) {
      INFO(word);
      CHECK(message.find(word) != std::string::npos);
    }
    CHECK_FALSE(fs::exists(out));
    CHECK_FALSE(fs::exists(out.string() + ".merging"));
  }
};

TEST_CASE("all shards merged, in any order, are the run that was never divided") {
  const Parts parts;
  write_part(parts.here / "whole.run", {});
  CHECK(merge_runs({parts.part(3), parts.part(1), parts.part(2)}, parts.out, {}) == n_problems * k);
  CHECK(canonical_of(parts.out) == canonical_of(parts.here / "whole.run"));
  const Manifest whole = RunFile::read(parts.here / "whole.run").manifest();
  CHECK(differences(RunFile::read(parts.out).manifest(), whole).empty());
  CHECK(completeness(RunFile::read(parts.out)).front().missing == 0);
  CHECK_FALSE(fs::exists(parts.out.string() + "-wal"));
  CHECK_FALSE(fs::exists(parts.out.string() + ".merging"));
}

TEST_CASE("shards with other prices are refused, with the remedy") {
  const Parts parts;
  const fs::path priced = parts.here / "priced.run";
  write_part(priced, {3, {1}}, [](Manifest& manifest) {
    manifest.model.price = Price{0.5, 0.25, 2, "EUR"};
  });
  parts.refuses(
      {priced, parts.part(2), parts.part(3)},
      {"price of a million tokens: ", "priced.run has input 0.5, cached input 0.25, output 2 EUR",
       "part2.run has none", "the newest price counts"});
}

TEST_CASE("a missing shard is refused by name, unless the run may be partial and says so") {
  const Parts parts;
  parts.refuses({parts.part(1), parts.part(3)}, {"shard 2/3 is missing", "--partial"});
  MergeOptions partial;
  partial.partial = true;
  merge_runs({parts.part(1), parts.part(3)}, parts.out, partial);
  const RunFile merged = RunFile::read(parts.out);
  CHECK(to_string(merged.manifest().shards) == "1/3+3/3");
  std::ostringstream said;
  print_incomplete(merged, said);
  CHECK_THAT(said.str(), Contains("6 of 21 samples are missing") && Contains("1/3+3/3"));
  const fs::path whole = parts.here / "whole.run";
  merge_runs({parts.out, parts.part(2)}, whole, {});
  CHECK(RunFile::read(whole).manifest().shards.all());
  CHECK(completeness(RunFile::read(whole)).front().missing == 0);
}

TEST_CASE("a sample that two files hold is refused, equal or not, with the way out") {
  const Parts parts;
  const fs::path again = parts.here / "again.run";
  write_part(again, {3, {2}});
  std::vector<fs::path> runs = parts.all();
  runs.push_back(again);
  parts.refuses(runs, {"part2.run", "again.run", "s/p1 sample 0", "the same content", "leave out"});
  struct Case {
    const char* word;
    std::function<void(StoredSample&)> change;
  };
  const Case cases[] = {
      {"other content", [](StoredSample& s) { s.completion.token_ids.push_back(7); }},
      {"other content", [](StoredSample& s) { s.completion.answer += "!"; }},
      {"verdict correct and timeout",
       [](StoredSample& s) { s.verdict.kind = VerdictKind::timeout; }},
  };
  for (const Case& one : cases) {
    INFO(one.word);
    fs::remove(again);
    write_part(again, {3, {2}}, {}, one.change);
    parts.refuses(runs, {"part2.run", "again.run", "s/p1 sample", one.word});
  }
}

TEST_CASE("runs that differ are not merged: files, field and both values are named") {
  const Parts parts;
  struct Case {
    std::function<void(Manifest&)> change;
    std::vector<std::string> words;
  };
  const Case cases[] = {
      {[](Manifest& m) { m.seed = 8; }, {"seed", "has 7", "has 8"}},
      {[](Manifest& m) { m.suites[0].sampling.temperature = 1; }, {"temperature", "0.6", "has 1"}},
      {[](Manifest& m) { m.suites[0].hash = "ffff"; }, {"suite s", "ffff"}},
      {[](Manifest& m) { m.model.hash = "ffff"; }, {"model", "ffff"}},
      {[](Manifest& m) { m.suites[0].k = 9; }, {"s x 3", "s x 9"}},
      {[](Manifest& m) { m.shards.of = 4; }, {"shards", "1/3", "3/4"}},
      {[](Manifest& m) { m.suites.push_back(test::sample_suite("t", 1)); }, {"t x 1"}},
      {[](Manifest& m) { m.model.numerics.weights = "f32"; }, {"numerics", "f32", "--mixed"}},
  };
  for (const Case& one : cases) {
    fs::remove(parts.part(3));
    write_part(parts.part(3), {3, {3}}, one.change);
    std::vector<std::string> words = one.words;
    words.insert(words.end(), {"part1.run", "part3.run"});
    parts.refuses(parts.all(), words);
  }
}

TEST_CASE("other numerics are let in by --mixed, and every view then says so") {
  const Parts parts;
  fs::remove(parts.part(3));
  write_part(parts.part(3), {3, {3}}, [](Manifest& m) { m.model.numerics.weights = "f32"; });
  MergeOptions mixed;
  mixed.mixed = true;
  merge_runs(parts.all(), parts.out, mixed);
  std::ostringstream said;
  print_incomplete(RunFile::read(parts.out), said);
  CHECK_THAT(said.str(), Contains("different numerics") && Contains("f32"));
}

TEST_CASE("shards of different selections are not merged") {
  const Parts parts;
  RunFile::open(parts.part(3)).add_problems("s", {test::sample_problem(50)});
  parts.refuses(parts.all(),
                {"shards of other problems, 7 and 8, only " + parts.part(3).string() + " has s/p50",
                 "--limit"});
}

TEST_CASE("shards of as many problems, but other ones, are told by a problem that one has") {
  const Parts parts;
  RunFile::open(parts.part(1)).add_problems("s", {test::sample_problem(60)});
  RunFile::open(parts.part(2)).add_problems("s", {test::sample_problem(60)});
  RunFile::open(parts.part(3)).add_problems("s", {test::sample_problem(50)});
  parts.refuses(parts.all(), {"shards of other problems, 8 and 8, only " + parts.part(3).string() +
                              " has s/p50"});
}

TEST_CASE("a problem with the same id and another content is another problem") {
  const Parts parts;
  fs::remove(parts.part(3));
  Manifest manifest = test::sample_manifest({test::sample_suite("s", k)});
  manifest.shards = {3, {3}};
  RunFile file = RunFile::create(parts.part(3), manifest);
  for (int p = 0; p < n_problems; ++p) {
    Problem problem = test::sample_problem(p);
    problem.gold += p == 4 ? "0" : "";
    file.add_problems("s", {problem});
  }
  parts.refuses(parts.all(), {"part3.run", "s/p4", "part1.run"});
}

TEST_CASE("an existing result, a file twice, no file and no run are refused") {
  const Parts parts;
  parts.refuses({parts.part(1), parts.here / "." / "part1.run"}, {"named twice"});
  parts.refuses({parts.part(1), parts.here / "none.run"}, {"none.run"});
  parts.refuses({}, {"name the run files"});
  std::ofstream(parts.here / "text.run") << std::string(5000, 'x');
  parts.refuses({parts.part(1), parts.here / "text.run"}, {"text.run", "not a run file"});
  merge_runs(parts.all(), parts.out, {});
  CHECK_THROWS_WITH(merge_runs(parts.all(), parts.out, {}),
                    Contains("out.run") && Contains("exists"));
}

TEST_CASE("a damaged shard is refused with its name, and nothing is left of the result") {
  const Parts parts;
  const std::uintmax_t size = fs::file_size(parts.part(2));
  fs::resize_file(parts.part(2), size / 2);
  parts.refuses(parts.all(), {"part2.run", "damaged"});
  fs::resize_file(parts.part(2), 100);
  parts.refuses(parts.all(), {"part2.run"});
}

TEST_CASE("what a killed merge left behind makes room for the next") {
  const Parts parts;
  std::ofstream(parts.out.string() + ".merging") << "half";
  merge_runs(parts.all(), parts.out, {});
  CHECK(completeness(RunFile::read(parts.out)).front().missing == 0);
}

TEST_CASE("forks keep their parents, whose rows have other numbers in the result") {
  const Parts parts;
  StoredSample fork = test::sample_of("s", "p1", 2, VerdictKind::correct, 5);
  fork.key.kind = SampleKind::budget_fork;
  fork.parent = 1;
  RunFile::open(parts.part(2)).append(fork);
  merge_runs(parts.all(), parts.out, {});
  const RunFile merged = RunFile::read(parts.out);
  const auto stored = merged.find(fork.key);
  REQUIRE(stored);
  CHECK(stored->parent);
  CHECK(sample_digest(*stored) == sample_digest(fork));
}

}  // namespace
}  // namespace assay
