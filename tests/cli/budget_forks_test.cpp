// One trace answers at several budgets of thought: assay run --think-budget T,T.
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace assay::test {
namespace {

using nlohmann::json;

constexpr const char* run = "$ASSAY run assay-math --limit 4 --max-tokens 200 --seed 3 ";

std::vector<json> rows(const std::string& file, const std::filesystem::path& directory) {
  const ProcessResult result =
      shell("$ASSAY export " + file + " --to jsonl --canonical", directory);
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
  std::vector<json> found;
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line);) {
    found.push_back(json::parse(line));
  }
  return found;
}

std::pair<std::string, int> name_of(const json& row) {
  return {row.at("problem").get<std::string>(), row.at("sample").get<int>()};
}

}  // namespace

TEST_CASE("forks of a run are the samples of runs at each budget, and a report shows the curve") {
  const TemporaryDirectory here;
  const auto in = [&](const std::string& command) {
    const ProcessResult result = shell(command, here.path());
    INFO(command << "\n" << result.err);
    CHECK(result.exit_code == 0);
    return result.out;
  };
  in(std::string(run) + "-k 3 --think-budget 8,40 -o forks.run");
  in(std::string(run) + "-k 3 -o plain.run");
  in(std::string(run) + "-k 3 --think-budget 8 -o at8.run");
  in(std::string(run) + "-k 3 --think-budget 40 -o at40.run");

  std::vector<json> whole;
  std::map<int, std::vector<json>> forks;
  for (const json& row : rows("forks.run", here.path())) {
    if (row.at("kind") == "full") {
      whole.push_back(row);
    } else {
      CHECK(row.at("kind") == "budget_fork");
      CHECK(row.at("parent") == "full");
      forks[row.at("budget").get<int>()].push_back(row);
    }
  }
  CHECK(whole == rows("plain.run", here.path()));
  REQUIRE(forks[8].size() >= 1);
  for (const int budget : {8, 40}) {
    std::map<std::pair<std::string, int>, json> direct;
    for (const json& row : rows("at" + std::to_string(budget) + ".run", here.path())) {
      direct[name_of(row)] = row;
    }
    for (const json& fork : forks[budget]) {
      const json& same = direct.at(name_of(fork));
      CHECK(fork.at("token_ids") == same.at("token_ids"));
      CHECK(fork.at("verdict") == same.at("verdict"));
      CHECK(fork.at("finish_reason") == same.at("finish_reason"));
    }
  }

  const json report = json::parse(in("$ASSAY report forks.run --json"));
  const json& suite = report.at("suites")[0];
  REQUIRE(suite.at("forced_budgets").size() == 2);
  CHECK(suite.at("forced_budgets")[0].at("budget") == 8);
  CHECK(suite.at("forced_budgets")[0].at("samples") == 12);
  CHECK(suite.at("forced_budgets")[0].at("missing") == 0);
  const json at8 = json::parse(in("$ASSAY report at8.run --json"));
  CHECK(suite.at("forced_budgets")[0].at("accuracy").at("value") ==
        at8.at("suites")[0].at("pass@1").at("value"));
  CHECK(in("$ASSAY report forks.run").find("closed at") != std::string::npos);
}

TEST_CASE("a run with forks resumes to the same rows, and with other budgets not at all") {
  const TemporaryDirectory here;
  const std::string command = std::string(run) + "-k 3 --think-budget 8,40 -o a.run";
  CHECK(shell(std::string(run) + "-k 1 --think-budget 40,8 -o a.run", here.path()).exit_code == 0);
  CHECK(shell(command, here.path()).exit_code == 0);
  CHECK(shell(command, here.path()).exit_code == 0);
  CHECK(shell(std::string(run) + "-k 3 --think-budget 8,40 -o b.run", here.path()).exit_code == 0);
  CHECK(rows("a.run", here.path()) == rows("b.run", here.path()));
  const ProcessResult other =
      shell(std::string(run) + "-k 3 --think-budget 8,41 -o a.run", here.path());
  CHECK(other.exit_code == 3);
  CHECK(other.err.find("budget forks") != std::string::npos);
}

TEST_CASE("a thinking that is extended goes on with a word where it would have closed") {
  const TemporaryDirectory here;
  CHECK(shell(std::string(run) + "-k 3 --think-extend 1 -o a.run", here.path()).exit_code == 0);
  CHECK(shell(std::string(run) + "-k 3 -o b.run", here.path()).exit_code == 0);
  const std::vector<json> extended = rows("a.run", here.path());
  const std::vector<json> plain = rows("b.run", here.path());
  REQUIRE(extended.size() == plain.size());
  std::size_t longer = 0;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    longer += extended[i].at("token_ids").size() > plain[i].at("token_ids").size() ? 1 : 0;
  }
  CHECK(longer > 0);
}

}  // namespace assay::test
