// Suites whose files their users bring: read from rows in the form in which they are published.
#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "datasets/suite.hpp"
#include "engine/core/error.hpp"
#include "engine/core/file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay::test {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

/// The shipped suite over these few rows, without its official count.
Suite few_rows(const std::string& name, const std::string& file, const std::string& text) {
  const TemporaryDirectory here;
  std::string yaml = read_file(suite_directory() / (name + ".yaml"));
  const std::size_t count = yaml.find("\nproblems: ") + 1;
  yaml.erase(count, yaml.find('\n', count) + 1 - count);
  write(here.path() / (name + ".yaml"), yaml);
  write(here.path() / file, text);
  return load_suite((here.path() / (name + ".yaml")).string(), {});
}

TEST_CASE("livecodebench: stdin and functional rows within the window, hidden tests included") {
  const nlohmann::json stdin_row = {
      {"question_id", "abc365_b"},
      {"question_content", "Which is the second largest?"},
      {"platform", "atcoder"},
      {"contest_date", "2024-08-03T00:00:00"},
      {"starter_code", ""},
      {"metadata", "{}"},
      {"public_test_cases", R"([{"input": "1\n", "output": "1\n", "testtype": "stdin"}])"},
      {"private_test_cases", R"([{"input": "2\n", "output": "2\n", "testtype": "stdin"}])"}};
  nlohmann::json functional = stdin_row;
  functional["question_id"] = "3495";
  functional["platform"] = "leetcode";
  functional["contest_date"] = "2025-01-04T18:30:00";
  functional["starter_code"] = "class Solution:\n    def f(self, x: int) -> int:\n        ";
  functional["metadata"] = R"({"func_name": "f"})";
  nlohmann::json later = stdin_row;
  later["question_id"] = "later";
  later["contest_date"] = "2025-01-11T00:00:00";
  nlohmann::json earlier = stdin_row;
  earlier["question_id"] = "earlier";
  earlier["contest_date"] = "2024-07-31T00:00:00";
  std::string text;
  for (const nlohmann::json& row : {stdin_row, functional, later, earlier}) {
    text += row.dump() + "\n";
  }
  const Suite suite = few_rows("livecodebench", "test5.jsonl", text);
  REQUIRE(suite.problems.size() == 2);
  CHECK(suite.problems[0].id == "abc365_b");
  CHECK(suite.problems[0].tests->layout == CodeLayout::stdin_io);
  CHECK(suite.problems[0].tests->inputs == std::vector<std::string>{"1\n", "2\n"});
  CHECK(suite.problems[0].prompt.find("Read the inputs from stdin") != std::string::npos);
  CHECK(suite.problems[1].tests->layout == CodeLayout::functional);
  CHECK(suite.problems[1].prompt.find("def f(self, x: int)") != std::string::npos);
}

TEST_CASE("gsm_symbolic: instances of one template are one cluster") {
  const auto row = [](int id, int instance) {
    return fmt::format(
               R"({{"id": {}, "instance": {}, "question": "?", "answer": "so\n#### 1,{}00"}})", id,
               instance, instance) +
           "\n";
  };
  for (const char* name : {"gsm_symbolic", "gsm_symbolic_p1", "gsm_symbolic_p2"}) {
    const Suite suite = few_rows(name, "test.jsonl", row(7, 1) + row(7, 2) + row(8, 1));
    REQUIRE(suite.problems.size() == 3);
    CHECK(suite.problems[1].id == "7-2");
    CHECK(suite.problems[1].gold == "1200");
    CHECK(suite.problems[0].cluster == suite.problems[1].cluster);
    CHECK(suite.problems[0].cluster != suite.problems[2].cluster);
  }
}

TEST_CASE("multipl_e_cpp: its 161 problems, in the authors' form") {
  const fs::path normalised = shared_data("suites/multipl_e_cpp/multipl_e_cpp.jsonl");
  if (!fs::exists(normalised)) {
    ASSAY_SKIP("multipl_e_cpp's file is not here");
  }
  std::string text;
  std::ifstream file(normalised);
  for (std::string line; std::getline(file, line);) {
    const nlohmann::json row = nlohmann::json::parse(line);
    text += nlohmann::json{{"name", row.at("id")},
                           {"language", "cpp"},
                           {"prompt", row.at("question")},
                           {"tests", row.at("tests").at("test")}}
                .dump() +
            "\n";
  }
  const TemporaryDirectory data;
  write(data.path() / "multipl_e_cpp/humaneval-cpp.jsonl", text);
  const Suite suite = load_suite("multipl_e_cpp", data.path());
  REQUIRE(suite.problems.size() == 161);
  CHECK(suite.problems[0].tests->layout == CodeLayout::program);
  CHECK(suite.problems[0].tests->language == "cpp");
}

TEST_CASE("gpqa_diamond: options are shuffled by the record's id, whatever else changes") {
  const std::string head =
      "Question,Correct Answer,Incorrect Answer 1,Incorrect Answer 2,Incorrect Answer 3,"
      "Explanation,High-level domain,Record ID\n";
  const auto suite = few_rows("gpqa_diamond", "gpqa_diamond.csv",
                              head + "\"Which, if any?\", 4 m ,1 m,2 m,3 m,why,Physics,rec0\n" +
                                  "Which?,4 m,1 m,2 m,3 m,why,Physics,rec1\n");
  REQUIRE(suite.problems.size() == 2);
  for (const Problem& problem : suite.problems) {
    REQUIRE(problem.options.size() == 4);
    CHECK(problem.options.at(static_cast<std::size_t>(problem.gold.at(0) - 'A')) == "4 m");
    CHECK(problem.prompt.find("\n\nA) " + problem.options[0] + "\nB) ") != std::string::npos);
    CHECK(problem.subject == "Physics");
  }
  const auto again =
      few_rows("gpqa_diamond", "gpqa_diamond.csv", head + "Which?,d,a,b,c,why,Physics,rec1\n");
  CHECK(again.problems[0].gold == suite.problems[1].gold);
}

TEST_CASE("a file with too few problems is an error, not a smaller suite") {
  const TemporaryDirectory data;
  write(data.path() / "gsm_symbolic/test.jsonl",
        R"({"id": 1, "instance": 0, "question": "?", "answer": "#### 1"})");
  std::string message = "no error";
  try {
    (void)load_suite("gsm_symbolic", data.path());
  } catch (const UsageError& error) {
    message = error.what();
  }
  CHECK(message.find("gives 1 problems, but suite gsm_symbolic has 5000") != std::string::npos);
}

}  // namespace
}  // namespace assay::test
