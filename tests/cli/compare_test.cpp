// Two runs of the built-in model side by side, through the real program.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace assay::test {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("two seeds of one model compare, two temperatures only when asked to") {
  const TemporaryDirectory here;
  const std::string run = "$ASSAY run assay-math --limit 6 -k 2 ";
  REQUIRE(shell(run + "-o a.run", here.path()).exit_code == 0);
  REQUIRE(shell(run + "--seed 1 -o b.run", here.path()).exit_code == 0);
  REQUIRE(shell(run + "--temperature 3 -o hot.run", here.path()).exit_code == 0);

  const ProcessResult seeds = shell("$ASSAY compare a.run b.run", here.path());
  CHECK(seeds.exit_code == 0);
  CHECK_THAT(seeds.out, Contains("seed: A has 0, B has 1") && Contains("pass@1") &&
                            Contains("pass@2") && Contains("cons@2") &&
                            Contains("thought tokens") && Contains("truncated") &&
                            Contains("unparsed") && Contains("cost, tokens"));

  const ProcessResult refused = shell("$ASSAY compare a.run hot.run", here.path());
  CHECK(refused.exit_code == 3);
  CHECK(refused.out.empty());
  CHECK_THAT(refused.err, Contains("temperature of assay-math: A has 0.6, B has 3"));
  const ProcessResult asked = shell("$ASSAY compare a.run hot.run --allow-different", here.path());
  CHECK(asked.exit_code == 0);
  CHECK_THAT(asked.out, Contains("NOT COMPARABLE: temperature"));

  const ProcessResult same = shell("$ASSAY compare a.run a.run --json", here.path());
  CHECK(same.exit_code == 0);
  const auto suite = nlohmann::json::parse(same.out).at("suites").at(0);
  CHECK(suite.at("identical") == true);
  CHECK(suite.at("metrics").at(0).at("difference") == 0);
}

TEST_CASE("a run that is not there, or is no run, has its line and exit code") {
  const TemporaryDirectory here;
  std::ofstream(here.path() / "text.run") << "not a database";
  const ProcessResult missing = shell("$ASSAY compare a.run b.run", here.path());
  CHECK(missing.exit_code == 3);
  CHECK_THAT(missing.err, Contains("a.run"));
  const ProcessResult text = shell("$ASSAY compare text.run text.run", here.path());
  CHECK(text.exit_code == 3);
  CHECK_THAT(text.err, Contains("text.run"));
}

}  // namespace
}  // namespace assay::test
