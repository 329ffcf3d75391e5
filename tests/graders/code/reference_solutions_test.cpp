// The authors' own solutions, on the authors' own files.
#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "datasets/layouts/layouts.hpp"
#include "datasets/readers/data_file.hpp"
#include "tests/graders/code/support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay {
namespace {

/// Judges every `step`th row of `file`, whose solution is prompt + `solution` or that field alone.
void check_solutions(const char* file, const char* layout, bool continues, std::size_t count,
                     std::size_t step) {
  const auto path = test::shared_data(std::string("suites/") + file);
  const std::unique_ptr<Grader> grader = test::code_grader_or_skip();
  if (!std::filesystem::exists(path) || !grader) {
    ASSAY_SKIP("no data or no sandbox here");
  }
  const std::vector<Row> rows = read_data(path);
  CHECK(rows.size() == count);
  for (std::size_t i = 0; i < rows.size(); i += step) {
    const Problem problem = read_code_problem(RowFields(rows[i]), layout);
    const std::string program =
        (continues ? problem.tests->prompt : std::string()) + problem.solution;
    const Verdict verdict = grader->grade(problem, test::answer_with(program));
    INFO(problem.id << ": " << verdict.reason);
    CHECK(verdict.kind == VerdictKind::correct);
  }
}

constexpr const char* plus =
    "humanevalplus/evalplus__humanevalplus_release__HumanEvalPlus.jsonl.gz";
constexpr const char* mbpp = "mbpp/mlfoundations__evalchemy__mbpp.jsonl";
constexpr const char* sanitized = "mbpp_sanitized/mrigankpawagi__PropertyEval__sanitized-mbpp.json";

TEST_CASE("reference solutions of HumanEval+ pass all inputs") {
  check_solutions(plus, "evalplus", true, 164, 20);
}

TEST_CASE("reference solutions of the whole MBPP and of its sanitized part pass") {
  check_solutions(mbpp, "mbpp", false, 974, 38);  // 532 is the task that passes a type
  check_solutions(sanitized, "mbpp", false, 427, 40);
}

TEST_CASE("every reference solution of HumanEval+ passes", "[.][slow]") {
  check_solutions(plus, "evalplus", true, 164, 1);
}

TEST_CASE("every reference solution of the whole MBPP and its sanitized part passes", "[.][slow]") {
  check_solutions(mbpp, "mbpp", false, 974, 1);
  check_solutions(sanitized, "mbpp", false, 427, 1);
}

}  // namespace
}  // namespace assay
