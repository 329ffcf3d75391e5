// Many machines: shards, and their merge, through the real program.
#include <filesystem>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace assay::test {
namespace {

const std::string small_run = "$ASSAY run assay-math assay-code --limit 7 -k 2 ";

std::string canonical(const std::string& run, const std::filesystem::path& directory) {
  const ProcessResult result = shell("$ASSAY export " + run + " --to jsonl --canonical", directory);
  REQUIRE(result.exit_code == 0);
  return result.out;
}

bool holds(const std::string& text, const std::string& word) {
  INFO(text);
  INFO(word);
  return text.find(word) != std::string::npos;
}

TEST_CASE("three shards, one of them killed and resumed, merge to the undivided run") {
  const TemporaryDirectory here;
  REQUIRE(shell(small_run + "-o whole.run", here.path()).exit_code == 0);
  REQUIRE(shell(small_run + "--shard 1/3 -o 1.run", here.path()).exit_code == 0);
  shell("timeout -s KILL 0.3 " + small_run + "--shard 2/3 -o 2.run", here.path());
  REQUIRE(shell(small_run + "--shard 2/3 -o 2.run", here.path()).exit_code == 0);
  REQUIRE(shell(small_run + "--shard 3/3 -o 3.run", here.path()).exit_code == 0);

  const ProcessResult shown = shell("$ASSAY show 1.run", here.path());
  CHECK(holds(shown.out, "INCOMPLETE"));
  CHECK(holds(shown.out, "shard 1/3"));
  CHECK(holds(shell("$ASSAY export 1.run", here.path()).err, "This is shard 1/3 alone"));
  CHECK(holds(shell("$ASSAY grade 1.run", here.path()).err, "This is shard 1/3 alone"));

  const ProcessResult missing = shell("$ASSAY merge 1.run 3.run -o all.run", here.path());
  CHECK(missing.exit_code == 3);
  CHECK(holds(missing.err, "shard 2/3 is missing"));
  const ProcessResult merged = shell("$ASSAY merge 1.run 2.run 3.run -o all.run", here.path());
  INFO(merged.err);
  REQUIRE(merged.exit_code == 0);
  CHECK(merged.err.empty());
  CHECK(canonical("all.run", here.path()) == canonical("whole.run", here.path()));
  CHECK(shell("$ASSAY merge 1.run 2.run 3.run -o all.run", here.path()).exit_code == 4);
}

TEST_CASE("a merged run is resumed with a raised k, a partial one is completed") {
  const TemporaryDirectory here;
  const std::string run = "$ASSAY run assay-math --limit 5 ";
  REQUIRE(shell(run + "-k 4 -o whole.run", here.path()).exit_code == 0);
  for (const char* shard : {"1", "2", "3"}) {
    REQUIRE(
        shell(run + "-k 2 --shard " + shard + "/3 -o " + shard + ".run", here.path()).exit_code ==
        0);
  }
  REQUIRE(shell("$ASSAY merge 1.run 2.run 3.run -o all.run", here.path()).exit_code == 0);
  REQUIRE(shell(run + "-k 4 -o all.run", here.path()).exit_code == 0);
  CHECK(canonical("all.run", here.path()) == canonical("whole.run", here.path()));
  const ProcessResult partial =
      shell("$ASSAY merge 3.run 1.run --partial -o some.run", here.path());
  REQUIRE(partial.exit_code == 0);
  CHECK(holds(partial.err, "samples are missing"));
  REQUIRE(shell(run + "-k 4 -o some.run", here.path()).exit_code == 0);
  CHECK(canonical("some.run", here.path()) == canonical("whole.run", here.path()));
}

TEST_CASE("a shard is resumed as that shard only") {
  const TemporaryDirectory here;
  const std::string run = "$ASSAY run assay-math --limit 4 -k 1 -o a.run ";
  REQUIRE(shell(run + "--shard 1/2", here.path()).exit_code == 0);
  const ProcessResult other = shell(run + "--shard 2/2", here.path());
  CHECK(other.exit_code == 3);
  CHECK(holds(other.err, "shard: the run has 1/2, you asked for 2/2"));
  CHECK(holds(shell(run, here.path()).err, "shard: the run has 1/2, you asked for all"));
  CHECK(shell(run + "--shard 1/2", here.path()).exit_code == 0);
}

TEST_CASE("a dry run of a shard says how much of the work is its own") {
  const TemporaryDirectory here;
  const ProcessResult result =
      shell("$ASSAY run assay-math --limit 5 -k 2 --shard 2/2 --dry-run", here.path());
  CHECK(holds(result.out, "shard 2/2, 2 of 5 problems x 2 = 4 samples"));
}

}  // namespace
}  // namespace assay::test
