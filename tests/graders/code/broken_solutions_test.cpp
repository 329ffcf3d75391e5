// The authors' solutions are right, and wrong after one change of solution or test.
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/graders/code/support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay {
namespace {

using nlohmann::json;
using test::answer_with;
using test::assert_problem;

std::vector<json> rows_of(const char* relative) {
  std::vector<json> rows_read;
  std::ifstream file(test::shared_data(relative));
  std::string line;
  while (std::getline(file, line)) {
    rows_read.push_back(json::parse(line));
  }
  return rows_read;
}

Problem humaneval_problem(const json& row) {
  Problem problem;
  problem.id = row.at("id");
  problem.tests.emplace();
  problem.tests->layout = CodeLayout::humaneval;
  problem.tests->entry_point = row.at("tests").at("entry_point");
  problem.tests->prompt = row.at("question");
  problem.tests->test = row.at("tests").at("test");
  return problem;
}

/// Checks every `step`-th reference solution, and that one which returns None is wrong.
void check_humaneval(std::size_t step) {
  const std::vector<json> problems = rows_of("suites/humaneval/humaneval.jsonl");
  const auto grader = test::code_grader_or_skip();
  if (problems.empty() || !grader) {
    ASSAY_SKIP("no sandbox or no data here");
  }
  CHECK(problems.size() == 164);
  for (std::size_t i = 0; i < problems.size(); i += step) {
    const Problem problem = humaneval_problem(problems[i]);
    const std::string body = problems[i].at("solution");
    const Verdict right = grader->grade(problem, answer_with(problem.tests->prompt + body));
    INFO(problem.id << ": " << right.reason);
    CHECK(right.kind == VerdictKind::correct);
    const Verdict wrong =
        grader->grade(problem, answer_with(problem.tests->prompt + "    return object()\n"));
    INFO(problem.id << " broken: " << wrong.reason);
    CHECK(wrong.kind == VerdictKind::incorrect);
  }
}

void check_mbpp(std::size_t step) {
  const std::vector<json> problems = rows_of("suites/mbpp/mlfoundations__evalchemy__mbpp.jsonl");
  const auto grader = test::code_grader_or_skip();
  if (problems.empty() || !grader) {
    ASSAY_SKIP("no sandbox or no data here");
  }
  std::size_t count = 0;
  for (const json& row : problems) {
    const int id = row.at("task_id");
    if (id < 11 || id > 510 || count++ % step != 0) {
      continue;
    }
    Problem problem = assert_problem(row.at("test_list"));
    problem.tests->setup = row.at("test_setup_code");
    const Verdict right = grader->grade(problem, answer_with(row.at("code")));
    INFO("MBPP " << id << ": " << right.reason);
    CHECK(right.kind == VerdictKind::correct);
    // The same functions, one assert turned round.
    problem.tests->asserts.back() = "assert not (" + problem.tests->asserts.back().substr(7) + ")";
    const Verdict wrong = grader->grade(problem, answer_with(row.at("code")));
    INFO("MBPP " << id << " turned round: " << wrong.reason);
    CHECK(wrong.kind == VerdictKind::incorrect);
  }
  CHECK(count == 500);
}

}  // namespace

TEST_CASE("reference solutions of HumanEval pass and broken ones do not") { check_humaneval(8); }

TEST_CASE("reference solutions of MBPP pass and turned tests do not") { check_mbpp(25); }

TEST_CASE("every reference solution of HumanEval passes", "[.][slow]") { check_humaneval(1); }

TEST_CASE("every reference solution of MBPP passes", "[.][slow]") { check_mbpp(1); }

}  // namespace assay
