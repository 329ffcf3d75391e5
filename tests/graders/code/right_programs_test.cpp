// Programs written by hand from the statements of suites whose data has no solutions. Each is right
// by the tests that the data has, and wrong after one change that the manifest beside it names.
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <vector>

#include "datasets/layouts/layouts.hpp"
#include "graders/code/code_grader.hpp"
#include "tests/graders/code/hostile_corpus.hpp"
#include "tests/graders/code/support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay {
namespace {

using nlohmann::json;

struct RightProgram {
  std::string file;
  std::string right;
  std::string wrong;
  Problem problem;
};

/// The rows of data files by their id.
std::map<std::string, json> rows_by_id(const std::vector<std::string>& files) {
  std::map<std::string, json> rows;
  for (const std::string& file : files) {
    std::ifstream lines(test::shared_data(file));
    for (std::string line; std::getline(lines, line);) {
      json row = json::parse(line);
      std::string id = row.at("id").get<std::string>();
      rows.emplace(std::move(id), std::move(row));
    }
  }
  return rows;
}

/// The examples in the text of a problem that calls a function: "Input: n = 2, words = [..]" and
/// "Output: 3", as tests with one JSON value a line.
json examples_in(const std::string& question) {
  static const std::regex example("\nInput: ([^\n]*)\nOutput: ([^\n]*)\n");
  static const std::regex argument("(?:^|, )[A-Za-z_]\\w* = ");
  json tests = json::array();
  for (std::sregex_iterator match(question.begin(), question.end(), example), end; match != end;
       ++match) {
    const std::string arguments = (*match)[1];
    std::string input;
    for (std::sregex_token_iterator value(arguments.begin(), arguments.end(), argument, -1), last;
         value != last; ++value) {
      if (value->length() > 0) {
        input += (input.empty() ? "" : "\n") + value->str();
      }
    }
    tests.push_back({{"input", input}, {"output", (*match)[2].str()}, {"testtype", "functional"}});
  }
  return tests;
}

/// LiveCodeBench's own fields, from the row of the mirror, which has sample tests only.
json livecodebench_row(const json& row) {
  const std::string question = row.at("question");
  const json& tests = row.at("tests");
  json result = {{"question_id", row.at("id")}, {"question_content", question}};
  if (tests.at("kind") == "stdin") {
    result["public_test_cases"] = tests.at("public_samples_parsed").dump();
    return result;
  }
  static const std::regex method("def (\\w+)\\(self");
  std::smatch name;
  REQUIRE(std::regex_search(question, name, method));
  result["public_test_cases"] = examples_in(question).dump();
  result["metadata"] = json{{"func_name", name[1].str()}}.dump();
  return result;
}

json stdin_row(const json& row, const std::string& language) {
  const json& data = row.at("tests").at("data");
  json result = {{"task_id", row.at("id")},
                 {"language", language},
                 {"inputs", json::array()},
                 {"outputs", json::array()}};
  if (data.is_object()) {
    result["inputs"] = data.at("inputs");
    result["outputs"] = data.at("outputs");
    return result;
  }
  for (const json& test : data) {
    result["inputs"].push_back(test.at("input"));
    result["outputs"].push_back(test.at("output"));
  }
  return result;
}

bool is_cpp(const std::string& file) { return std::filesystem::path(file).extension() == ".cpp"; }

std::string mutated(std::string source, const json& replace) {
  const std::string old = replace.at(0);
  const std::size_t at = source.find(old);
  REQUIRE(at != std::string::npos);
  return source.replace(at, old.size(), replace.at(1).get<std::string>());
}

std::vector<RightProgram> right_programs(const std::string& folder, const std::string& layout,
                                         const std::vector<std::string>& data) {
  const auto directory = std::filesystem::path(ASSAY_TEST_SOURCE) / "tests/graders/right" / folder;
  const auto rows = rows_by_id(data);
  std::vector<RightProgram> programs;
  for (const json& entry : json::parse(test::slurp(directory / "manifest.json"))) {
    RightProgram program;
    program.file = entry.at("file");
    program.right = test::slurp(directory / program.file);
    program.wrong = mutated(program.right, entry.at("replace"));
    const json& source = rows.at(entry.at("id").get<std::string>());
    const json fields = layout == "livecodebench"
                            ? livecodebench_row(source)
                            : stdin_row(source, is_cpp(program.file) ? "cpp" : "python");
    const Row row{fields, fields.dump(), program.file};
    program.problem = read_code_problem(RowFields(row), layout);
    programs.push_back(std::move(program));
  }
  return programs;
}

Completion answer(const std::string& file, const std::string& program) {
  Completion completion;
  completion.think_end = 0;
  completion.answer =
      std::string("```") + (is_cpp(file) ? "cpp" : "python") + "\n" + program + "```\n";
  return completion;
}

void check_programs(const Grader& grader, const std::vector<RightProgram>& programs) {
  std::vector<Verdict> right(programs.size());
  std::vector<Verdict> wrong(programs.size());
  test::for_each_of(programs.size(), [&](std::size_t i) {
    const RightProgram& program = programs[i];
    right[i] = grader.grade(program.problem, answer(program.file, program.right));
    wrong[i] = grader.grade(program.problem, answer(program.file, program.wrong));
  });
  for (std::size_t i = 0; i < programs.size(); ++i) {
    INFO(programs[i].file << ": right is " << to_string(right[i].kind) << " (" << right[i].reason
                          << "), wrong is " << to_string(wrong[i].kind) << " (" << wrong[i].reason
                          << ")");
    CHECK(right[i].kind == VerdictKind::correct);
    CHECK((wrong[i].kind == VerdictKind::incorrect || wrong[i].kind == VerdictKind::runtime_error));
  }
}

long long count_with(const std::vector<RightProgram>& programs, CodeLayout layout, bool cpp) {
  return std::count_if(programs.begin(), programs.end(), [&](const RightProgram& program) {
    return program.problem.tests->layout == layout && is_cpp(program.file) == cpp;
  });
}

bool has_data(const std::vector<std::string>& files) {
  return std::all_of(files.begin(), files.end(), [](const std::string& file) {
    return std::filesystem::exists(test::shared_data(file));
  });
}

}  // namespace

TEST_CASE("right programs for LiveCodeBench are correct, and wrong after one change") {
  const std::vector<std::string> data = {"suites/livecodebench_v5/livecodebench_v5.jsonl"};
  const auto grader = test::code_grader_or_skip();
  if (!grader || !has_data(data)) {
    ASSAY_SKIP("no sandbox or no data here");
  }
  const auto programs = right_programs("livecodebench", "livecodebench", data);
  CHECK(count_with(programs, CodeLayout::stdin_io, false) >= 10);
  CHECK(count_with(programs, CodeLayout::functional, false) >= 10);
  check_programs(*grader, programs);
}

TEST_CASE("right programs for Codeforces are correct, and wrong after one change") {
  const std::vector<std::string> data = {"suites/codeforces/codeforces.jsonl",
                                         "suites/code_contests/code_contests.jsonl"};
  const auto grader = test::code_grader_or_skip();
  if (!grader || !has_data(data)) {
    ASSAY_SKIP("no sandbox or no data here");
  }
  const auto programs = right_programs("codeforces", "stdin", data);
  CHECK(count_with(programs, CodeLayout::stdin_io, false) >= 20);
  CHECK(count_with(programs, CodeLayout::stdin_io, true) >= 20);
  check_programs(*grader, programs);
}

}  // namespace assay
