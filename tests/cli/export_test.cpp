// assay export to other harnesses' layouts, and back through assay grade, as a user calls them.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace assay::test {
namespace {

using Catch::Contains;
using nlohmann::json;

void make_run(const std::filesystem::path& folder) {
  // Few tokens, so that some samples are cut off.
  REQUIRE(
      shell("$ASSAY run assay-math --limit 8 -k 2 --max-tokens 60 -o a.run", folder).exit_code ==
      0);
}

std::vector<std::string> verdicts(const std::string& rows) {
  std::vector<std::string> verdicts;
  std::istringstream lines(rows);
  for (std::string line; std::getline(lines, line);) {
    const json row = json::parse(line);
    const json& verdict = row.at("verdict");
    verdicts.push_back(verdict.is_object() ? verdict.at("kind") : verdict);
  }
  return verdicts;
}

TEST_CASE("a run that goes to lm-eval's rows and comes back is judged as it was") {
  const TemporaryDirectory here;
  make_run(here.path());
  const ProcessResult exported = shell("$ASSAY export a.run --to lm-eval -o out", here.path());
  CHECK(exported.exit_code == 0);
  CHECK_THAT(exported.err, Contains("Wrote out/assay-tiny/samples_assay-math_"));
  const ProcessResult again =
      shell("$ASSAY grade --json --suite assay-math --samples out/assay-tiny/samples_*.jsonl",
            here.path());
  REQUIRE(again.exit_code == 0);
  const std::vector<std::string> before = verdicts(shell("$ASSAY export a.run", here.path()).out);
  CHECK(std::count(before.begin(), before.end(), "truncated") > 0);
  CHECK(before.size() == 16);
  CHECK(verdicts(again.out) == before);
}

TEST_CASE("a document that lm-eval wrote once for each filter is judged once") {
  const TemporaryDirectory here;
  std::ofstream out(here.path() / "s.jsonl");
  for (const char* filter : {"strict-match", "flexible-extract"}) {
    const json row = {{"doc_id", 0},
                      {"doc", {{"id", "arithmetic-001"}}},
                      {"resps", json::array({json::array({"\\boxed{1}"})})},
                      {"filtered_resps", json::array({"1"})},
                      {"filter", filter}};
    out << row.dump() << '\n';
  }
  out.close();
  const ProcessResult result =
      shell("$ASSAY grade --json --suite assay-math --samples s.jsonl", here.path());
  CHECK(verdicts(result.out).size() == 1);
  CHECK_THAT(result.err, Contains("1 rows hold the same replies through another filter"));
}

TEST_CASE("each layout is written where -o says, and what does not fit is told") {
  const TemporaryDirectory here;
  make_run(here.path());
  CHECK(shell("$ASSAY export a.run --to inspect -o log.eval", here.path()).exit_code == 0);
  CHECK(shell("python3 -m zipfile -t log.eval", here.path()).exit_code == 0);
  CHECK(shell("$ASSAY export a.run --to eee -o store && ls store/data/assay-math/assay/assay-tiny",
              here.path())
            .exit_code == 0);
  CHECK(shell("$ASSAY export a.run -o rows.jsonl && test -s rows.jsonl", here.path()).exit_code ==
        0);
  const ProcessResult unknown = shell("$ASSAY export a.run --to csv", here.path());
  CHECK(unknown.exit_code == 3);
  CHECK(unknown.err == "assay: --to csv: must be jsonl, lm-eval, inspect or eee\n");
  CHECK(shell("$ASSAY export a.run --to eee", here.path()).err ==
        "assay: --to eee writes files: name their directory with -o\n");
  CHECK(shell("$ASSAY export a.run --to eee --canonical -o x", here.path()).err ==
        "assay: --canonical is for --to jsonl, not eee\n");
  CHECK(shell("touch f; $ASSAY export a.run --to eee -o f/x", here.path()).exit_code == 4);
}

}  // namespace
}  // namespace assay::test
