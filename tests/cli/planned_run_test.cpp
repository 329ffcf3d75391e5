// What a run says before it draws anything: planned work, selection, and why a file cannot go on.
#include <filesystem>
#include <fstream>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace assay::test {
namespace {

using Catch::Contains;

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// A suite of the user, its template and data in `directory`.
void write_suite(const fs::path& directory, const std::string& prompt, const std::string& gold) {
  write(directory / "mine.yaml",
        "name: mine\ntitle: Mine\nlicense: MIT\nreader: jsonl\nsources:\n  - paths: [q.jsonl]\n"
        "fields: {id: id, question: q, gold: a}\ntemplate: '" +
            prompt + "'\ngrader: math\n");
  write(directory / "q.jsonl", R"({"id": "one", "q": "1+1?", "a": "2"})"
                               "\n"
                               R"({"id": "two", "q": "2+2?", "a": ")" +
                                   gold + "\"}\n");
}

TEST_CASE("a --dry-run counts what the run file lacks, and refuses what the run would") {
  const TemporaryDirectory here;
  const std::string run = "$ASSAY run assay-math -k 2 -o a.run --limit ";
  const ProcessResult before = shell(run + "2 --dry-run", here.path());
  CHECK_THAT(before.out, Contains("4 samples would go to a.run. Nothing"));
  REQUIRE(shell(run + "2", here.path()).exit_code == 0);
  const ProcessResult whole = shell(run + "2 --dry-run", here.path());
  CHECK(whole.exit_code == 0);
  CHECK_THAT(whole.out, Contains("0 of 4 samples would go to a.run, which has 4 of them."));
  CHECK_THAT(shell(run + "3 --dry-run", here.path()).out,
             Contains("2 of 6 samples would go to a.run, which has 4 of them."));
  const ProcessResult seed = shell(run + "2 --seed 7 --dry-run", here.path());
  CHECK(seed.exit_code == 3);
  CHECK_THAT(seed.err, Contains("seed: the run has 0, you asked for 7"));
}

TEST_CASE("a --dry-run of a shard shows a prompt that the shard draws") {
  const TemporaryDirectory here;
  const std::string run = "$ASSAY run assay-math -k 1 --dry-run --limit ";
  const std::string all = shell(run + "3", here.path()).out;
  const std::string shard = shell(run + "3 --shard 2/3", here.path()).out;
  CHECK_THAT(shard, Contains("1 of 3 problems"));
  const auto shown = [](const std::string& out) {
    const std::size_t at = out.find("prompt of ");
    return out.substr(at, out.find(',', at) - at);
  };
  CHECK(shown(shard).rfind("prompt of ", 0) == 0);
  CHECK(shown(shard) != shown(all));
  CHECK_THAT(shell(run + "1 --shard 2/3", here.path()).out,
             Contains("none of its problems is this shard's"));
}

TEST_CASE("a suite and its rewriting are limited to the same problems") {
  const TemporaryDirectory here;
  REQUIRE(shell("$ASSAY run assay-math assay-math+rename --limit 3 -k 1 -o a.run", here.path())
              .exit_code == 0);
  CHECK_THAT(shell("$ASSAY report a.run", here.path()).out,
             !Contains("no problem is scored in both"));
}

TEST_CASE("a suite that --ids leave out is told") {
  const TemporaryDirectory here;
  const ProcessResult result = shell(
      "$ASSAY run assay-math assay-code --ids arithmetic-001 -k 1 -o a.run --json", here.path());
  INFO(result.err);
  CHECK(result.exit_code == 0);
  CHECK_THAT(result.err, Contains("Note: suite assay-code is left out"));
}

TEST_CASE("a suite that changed since is told by the problem and field that did") {
  const TemporaryDirectory here;
  const std::string run = "$ASSAY run mine.yaml -k 1 --max-tokens 8 -o a.run ";
  write_suite(here.path(), "{question}", "4");
  REQUIRE(shell(run, here.path()).exit_code == 0);
  write_suite(here.path(), "{question}", "5");
  const ProcessResult gold = shell(run, here.path());
  CHECK(gold.exit_code == 3);
  CHECK_THAT(gold.err, Contains(R"(problem two, gold: the run has "4", you asked for "5")"));
  write_suite(here.path(), "Now: {question}", "4");
  CHECK_THAT(shell(run, here.path()).err,
             Contains(R"(prompt: the run has "1+1?", you asked for "Now: 1+1?")"));
  write_suite(here.path(), "{question}", "4");
  write(here.path() / "q.jsonl", R"({"id": "one", "q": "1+1?", "a": "2"})"
                                 "\n");
  CHECK_THAT(shell(run, here.path()).err, Contains("problem two of the run is not in it any more"));
}

}  // namespace
}  // namespace assay::test
