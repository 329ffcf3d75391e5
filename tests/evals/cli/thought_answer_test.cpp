#include "evals/cli/thought_answer.hpp"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "graders/math/extract.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/sample_run.hpp"

namespace assay::cli {
namespace {

using enum ThoughtAgreement;

ThoughtAgreement agreement(const std::string& thinking, const std::string& given,
                           const std::string& grader = "math") {
  SuiteEntry suite = test::sample_suite("s", 1);
  suite.grader = grader;
  return thought_agreement(suite, test::sample_problem(0), thinking, given);
}

TEST_CASE("the answer given is compared with the last one thought of") {
  CHECK(agreement("So the answer is 41. Wait. No, the answer is 42.", "42") == agree);
  CHECK(agreement("So the answer is 1/2.", "0.5") == agree);
  CHECK(agreement("So the answer is 41.", "42") == disagree);
  CHECK(agreement("It may be 41.", "42") == none);
  CHECK(agreement("", "42") == not_asked);
  CHECK(agreement("The answer is 42.", "def f(): pass", "code") == not_asked);
}

TEST_CASE("an answer given that cannot be read equals nothing but itself") {
  CHECK(agreement("The answer is \\boxed{(((}.", "\\frac{") == disagree);
}

TEST_CASE("the last statement counts, whatever its convention, and one without a value does not") {
  const std::string draft = "A first try: \\boxed{7}. ";
  CHECK(thought_answer(draft + std::string(3000, 'x') + " So the answer is 9.") == "9");
  CHECK(thought_answer(draft + std::string(3000, 'x')) == "7");
  CHECK(thought_answer("The answer is 9. Or no: \\boxed{8}") == "8");
  CHECK(thought_answer("The answer is 9. Let me write the answer down.") == "9");
  CHECK(thought_answer("Nothing is stated") == "");
  CHECK(thought_answer("The answer is 9.\nI end with 'Answer: <answer>'.\nDone.") == "9");
  CHECK(thought_answer("I end with 'Answer: <answer>'.") == "");
}

TEST_CASE("real traces answer what they had thought of") {
  const auto path = test::shared_data("traces/thinking_traces_qwen3.jsonl");
  if (!std::filesystem::exists(path)) {
    ASSAY_SKIP("no ../shared/data/traces");
  }
  std::ifstream file(path);
  int agreed = 0;
  int other = 0;
  int unstated = 0;
  for (std::string line; std::getline(file, line);) {
    const auto row = nlohmann::json::parse(line);
    if (row.at("suite") != "arith" || row.at("think_mode") != "on") {
      continue;
    }
    const std::string given = extract_answer(row.at("content").get<std::string>()).text;
    if (given.empty()) {
      continue;
    }
    const ThoughtAgreement found = agreement(row.at("thinking").get<std::string>(), given);
    agreed += found == agree ? 1 : 0;
    other += found == disagree ? 1 : 0;
    unstated += found == none ? 1 : 0;
  }
  CAPTURE(agreed, other, unstated);
  CHECK(agreed + other + unstated >= 70);
  CHECK(agreed >= 50);
  CHECK(other <= 8);
}

}  // namespace
}  // namespace assay::cli
