// assay grade on files that other harnesses write, as a user calls it.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/process.hpp"

namespace assay::test {
namespace {

using nlohmann::json;

bool has_sandbox() {
  static const bool usable = shell("$ASSAY doctor", TemporaryDirectory().path()).exit_code == 0;
  return usable;
}

void write_rows(const std::filesystem::path& path, const std::vector<json>& rows) {
  std::ofstream out(path);
  for (const json& row : rows) {
    out << row.dump() << '\n';
  }
}

std::vector<json> graded(const std::string& flags, const std::filesystem::path& folder) {
  const ProcessResult result = shell("$ASSAY grade --json " + flags, folder);
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
  std::vector<json> rows;
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line);) {
    rows.push_back(json::parse(line));
  }
  return rows;
}

std::vector<std::string> verdicts(const std::vector<json>& rows) {
  std::vector<std::string> result;
  for (const json& row : rows) {
    result.push_back(row.at("verdict"));
  }
  return result;
}

TEST_CASE("a completion continues the prompt, a solution replaces it, and the order is kept") {
  if (!has_sandbox()) {
    ASSAY_SKIP("no sandbox here");
  }
  const TemporaryDirectory here;
  write_rows(here.path() / "p.jsonl",
             {{{"task_id", "H/0"},
               {"prompt", "def add(a, b):\n    \"\"\"Adds.\"\"\"\n"},
               {"entry_point", "add"},
               {"test", "def check(candidate):\n    assert candidate(1, 2) == 3\n"}}});
  write_rows(here.path() / "s.jsonl",
             {{{"task_id", "H/0"}, {"completion", "    return a + b\n"}},
              {{"task_id", "H/0"}, {"completion", "    return a - b\n"}},
              {{"task_id", "H/0"}, {"solution", "add = lambda a, b: a + b\n"}},
              {{"task_id", "H/0"},
               {"completion", "Here:\n```python\ndef add(a, b):\n    return a + b\n```"}},
              {{"task_id", "H/0"}, {"completion", "    return a + b\n```\nThat is all.\n"}},
              {{"task_id", "H/0"}, {"solution", ""}},
              {{"task_id", "H/0"}, {"solution", "import os\nos._exit(0)"}}});
  const std::vector<json> rows =
      graded("--problems p.jsonl --layout humaneval --samples s.jsonl --workers 3", here.path());
  CHECK(verdicts(rows) == std::vector<std::string>{"correct", "incorrect", "correct", "correct",
                                                   "correct", "unparsed", "runtime_error"});
  CHECK(rows[1].at("test") == "check");
  CHECK(rows[1].at("row") == 2);
}

TEST_CASE("a solution gets nothing of the prompt that it replaces") {
  if (!has_sandbox()) {
    ASSAY_SKIP("no sandbox here");
  }
  const TemporaryDirectory here;
  write_rows(here.path() / "p.jsonl",
             {{{"task_id", "H/0"},
               {"prompt",
                "from typing import List\n\ndef twice(x): return 2 * x\n\n"
                "def total(xs: List[int]) -> int:\n    \"\"\"Twice the sum.\"\"\"\n"},
               {"entry_point", "total"},
               {"test", "def check(candidate):\n    assert candidate([1, 2]) == 6\n"}}});
  const std::string body = "    return twice(sum(xs))\n";
  write_rows(here.path() / "s.jsonl",
             {{{"task_id", "H/0"}, {"completion", body}},
              {{"task_id", "H/0"}, {"solution", body}},
              {{"task_id", "H/0"}, {"solution", "def total(xs):\n" + body}},
              {{"task_id", "H/0"}, {"solution", "def total(xs: List[int]):\n    return 6\n"}},
              {{"task_id", "H/0"}, {"solution", "def total(xs):\n    return 2 * sum(xs)\n"}},
              {{"task_id", "H/0"}, {"solution", "x = 1"}}});
  const std::vector<json> rows =
      graded("--problems p.jsonl --layout humaneval --samples s.jsonl", here.path());
  CHECK(verdicts(rows) == std::vector<std::string>{"correct", "compile_error", "runtime_error",
                                                   "runtime_error", "correct", "runtime_error"});
  for (const std::size_t row : {2U, 3U}) {
    CHECK_THAT(rows[row].at("reason").get<std::string>(), Catch::Contains("NameError"));
  }
}

TEST_CASE("numeric ids, several programs a row and whole programs are judged") {
  if (!has_sandbox()) {
    ASSAY_SKIP("no sandbox here");
  }
  const TemporaryDirectory here;
  write_rows(here.path() / "m.jsonl",
             {{{"task_id", 11}, {"test_list", {"assert f(2) == 4", "assert f(3) == 9"}}}});
  write_rows(here.path() / "ms.jsonl",
             {{{"task_id", 11}, {"solution", "def f(x):\n    return x * x"}},
              {{"task_id", "11"}, {"completion", "def f(x):\n    return 4"}}});
  const std::vector<json> mbpp =
      graded("--problems m.jsonl --layout mbpp --samples ms.jsonl", here.path());
  CHECK(verdicts(mbpp) == std::vector<std::string>{"correct", "incorrect"});
  CHECK(mbpp[0].at("task_id") == 11);
  CHECK(mbpp[1].at("test") == "test 2 of 2");
  write_rows(here.path() / "l.jsonl",
             {{{"question_id", "q"},
               {"question_content", "Double it."},
               {"metadata", "{}"},
               {"public_test_cases", R"([{"input": "2\n", "output": "4\n"}])"}}});
  const json programs = {{"question_id", "q"},
                         {"code_list", {"print(2 * int(input()))", "print(5)"}}};
  write_rows(here.path() / "ls.jsonl", {programs});
  // LiveCodeBench's own evaluator takes one list.
  write_rows(here.path() / "ls.json", {json::array({programs})});
  for (const std::string samples : {"ls.jsonl", "ls.json"}) {
    INFO(samples);
    CHECK(verdicts(graded("--problems l.jsonl --layout livecodebench --samples " + samples,
                          here.path())) == std::vector<std::string>{"correct", "incorrect"});
  }
}

TEST_CASE("programs that read stdin get the verdict of their first failing test") {
  if (!has_sandbox()) {
    ASSAY_SKIP("no sandbox here");
  }
  const TemporaryDirectory here;
  write_rows(here.path() / "p.jsonl", {{{"task_id", "sum"},
                                        {"language", "python"},
                                        {"inputs", {"1 2\n", "3 4\n"}},
                                        {"outputs", {"3\n", "7\n"}},
                                        {"time_limit", 1}}});
  const char* deep =
      "import sys, threading\nsys.setrecursionlimit(10 ** 6)\nthreading.stack_size(2 ** 27)\n"
      "def depth(n): return n and 1 + depth(n - 1)\n"
      "def main():\n    depth(50000)\n    print(sum(map(int, input().split())))\n"
      "t = threading.Thread(target=main)\nt.start()\nt.join()\n";
  std::vector<json> samples;
  for (const char* program :
       {"import sys\nprint(sum(map(int, sys.stdin.buffer.read().split())))",
        "print(sum(map(int, open(0).read().split())))", "print(3)", "1 / 0",
        "def f(:", "while True: pass", "print('x' * 10 ** 8)", "x = [0] * 10 ** 10", deep}) {
    samples.push_back({{"task_id", "sum"}, {"solution", program}});
  }
  write_rows(here.path() / "s.jsonl", samples);
  const std::vector<json> rows =
      graded("--problems p.jsonl --layout stdin --samples s.jsonl", here.path());
  CHECK(verdicts(rows) == std::vector<std::string>{"correct", "correct", "incorrect",
                                                   "runtime_error", "compile_error", "timeout",
                                                   "output_limit", "memory", "correct"});
  CHECK(rows[2].at("test") == "test 2 of 2");
  CHECK(rows[2].at("reason").get<std::string>().find("printed '3', expected '7'") !=
        std::string::npos);
}

TEST_CASE("a checker program decides where a problem has one") {
  if (!has_sandbox()) {
    ASSAY_SKIP("no sandbox here");
  }
  const TemporaryDirectory here;
  // Any order of the numbers will do.
  write_rows(here.path() / "p.jsonl",
             {{{"task_id", "any"},
               {"inputs", {"3 1 2\n"}},
               {"outputs", {"1 2 3\n"}},
               {"checker",
                "import sys\n_, got, expected = (sorted(open(p).read().split()) for p in "
                "sys.argv[1:4])\nsys.exit(0 if got == expected else 1)\n"}}});
  write_rows(here.path() / "s.jsonl", {{{"task_id", "any"}, {"solution", "print(2, 3, 1)"}},
                                       {{"task_id", "any"}, {"solution", "print(2, 3)"}}});
  CHECK(verdicts(graded("--problems p.jsonl --layout stdin --samples s.jsonl", here.path())) ==
        std::vector<std::string>{"correct", "incorrect"});
}

TEST_CASE("the flag --timeout takes the place of the layout's own limit") {
  if (!has_sandbox()) {
    ASSAY_SKIP("no sandbox here");
  }
  const TemporaryDirectory here;
  write_rows(here.path() / "p.jsonl", {{{"task_id", 1}, {"test_list", {"assert f() == 1"}}}});
  write_rows(here.path() / "s.jsonl",
             {{{"task_id", 1},
               {"solution",
                "import time\ndef f():\n  while time.process_time() < 0.4: pass\n  return 1"}}});
  const std::string flags = "--problems p.jsonl --layout mbpp --samples s.jsonl";
  CHECK(verdicts(graded(flags, here.path())) == std::vector<std::string>{"correct"});
  CHECK(verdicts(graded(flags + " --timeout 0.1", here.path())) ==
        std::vector<std::string>{"timeout"});
}

TEST_CASE("samples of lm-evaluation-harness find their problem by what its row holds") {
  if (!has_sandbox()) {
    ASSAY_SKIP("no sandbox here");
  }
  const TemporaryDirectory here;
  const json problem = {{"task_id", "H/0"},
                        {"prompt", "def add(a, b):\n"},
                        {"entry_point", "add"},
                        {"test", "def check(candidate):\n    assert candidate(1, 2) == 3\n"}};
  write_rows(here.path() / "p.jsonl", {problem});
  const char* right = "    return a + b\n";
  const char* wrong = "    return a - b\n";
  const std::string prompt = problem.at("prompt");
  write_rows(here.path() / "s.jsonl",
             {{{"doc_id", 0},
               {"doc", problem},
               {"resps", json::array({json::array({right, wrong})})},
               {"filtered_resps", json::array({json::array({prompt + right, prompt + wrong})})}},
              {{"doc_id", 1},
               {"doc", problem},
               {"resps", json::array({json::array({right})})},
               {"filtered_resps", json::array({right})}}});
  const std::vector<json> rows =
      graded("--problems p.jsonl --layout humaneval --samples s.jsonl", here.path());
  CHECK(verdicts(rows) == std::vector<std::string>{"correct", "incorrect", "correct"});
  CHECK(rows[0].at("task_id") == "H/0");
}

TEST_CASE("MultiPL-E's problems are named by their name, and a solution stands before the tests") {
  if (!has_sandbox() || !std::filesystem::exists("/usr/bin/g++")) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  const TemporaryDirectory here;
  write_rows(here.path() / "p.jsonl",
             {{{"name", "twice"},
               {"language", "cpp"},
               {"prompt",
                "#include<assert.h>\n#include<bits/stdc++.h>\n// Doubles.\nlong twice(long x) {\n"},
               {"tests",
                "}\nint main() {\n    auto candidate = twice;\n    assert(candidate((4)) == "
                "(8));\n}\n"}}});
  write_rows(here.path() / "s.jsonl",
             {{{"name", "twice"}, {"completion", "    return 2 * x;\n"}},
              {{"name", "twice"}, {"completion", "    return x;\n"}},
              {{"name", "twice"}, {"completion", "    return y;\n"}},
              {{"name", "twice"},
               {"solution", "#include<bits/stdc++.h>\nlong twice(long x) {\n    return x + x;\n"}},
              {{"name", "twice"}, {"solution", "    return 2 * x;\n"}}});
  CHECK(verdicts(graded("--problems p.jsonl --layout multipl_e --samples s.jsonl", here.path())) ==
        std::vector<std::string>{"correct", "incorrect", "compile_error", "correct",
                                 "compile_error"});
}

TEST_CASE("pairs are judged with the gold answer's form beside the answer's, also compressed") {
  const TemporaryDirectory here;
  write_rows(here.path() / "pairs.jsonl",
             {{{"gold", "\\frac{1}{2}"}, {"answer", "0.5"}},
              {{"gold", "1/2"}, {"answer", "1/3"}, {"id", "third"}},
              {{"gold", "4"}, {"response", "<think>5</think>So \\boxed{4}."}},
              {{"gold", "4"}, {"response", "<think>it is \\boxed{4}"}},
              {{"gold", "4"}, {"response", "\\boxed{3}"}, {"finish_reason", "length"}}});
  REQUIRE(shell("gzip -k pairs.jsonl", here.path()).exit_code == 0);
  for (const char* file : {"pairs.jsonl", "pairs.jsonl.gz"}) {
    const std::vector<json> rows = graded(std::string("--pairs ") + file, here.path());
    REQUIRE(rows.size() == 5);
    CHECK(rows[0].at("verdict") == "correct");
    CHECK(rows[1].at("verdict") == "incorrect");
    CHECK(rows[1].at("task_id") == "third");
    CHECK(rows[1].at("reference") == rows[0].at("canonical"));
    CHECK(rows[2].at("verdict") == "correct");
    CHECK(rows[3].at("verdict") != "correct");
  }
  std::ofstream(here.path() / "pairs.csv") << "id,gold,answer\na,1/2,0.5\nb,\"1,000\",1000\n";
  CHECK(verdicts(graded("--pairs pairs.csv", here.path())) ==
        std::vector<std::string>{"correct", "correct"});
  const ProcessResult told = shell("$ASSAY grade --pairs pairs.jsonl --explain", here.path());
  CHECK(told.exit_code == 0);
  CHECK(told.out.find("  reference  1/2\n") != std::string::npos);
  CHECK(told.err.find("graded 5: ") != std::string::npos);
}

TEST_CASE("compressed problems and samples are read as they are") {
  if (!has_sandbox()) {
    ASSAY_SKIP("no sandbox here");
  }
  const TemporaryDirectory here;
  write_rows(here.path() / "p.jsonl", {{{"task_id", 1}, {"test_list", {"assert f() == 1"}}}});
  write_rows(here.path() / "s.jsonl", {{{"task_id", 1}, {"solution", "def f(): return 1"}}});
  REQUIRE(shell("gzip p.jsonl s.jsonl", here.path()).exit_code == 0);
  CHECK(verdicts(graded("--problems p.jsonl.gz --layout mbpp --samples s.jsonl.gz", here.path())) ==
        std::vector<std::string>{"correct"});
}

TEST_CASE("a run file is judged again, and what changed is counted") {
  if (!has_sandbox()) {
    ASSAY_SKIP("no sandbox here");
  }
  const TemporaryDirectory here;
  const ProcessResult run =
      shell("$ASSAY run assay-code --model builtin --limit 3 -k 1 --out r.run", here.path());
  INFO(run.err);
  REQUIRE(run.exit_code == 0);
  const ProcessResult again = shell("$ASSAY grade r.run --json", here.path());
  INFO(again.err);
  CHECK(again.exit_code == 0);
  CHECK(std::count(again.out.begin(), again.out.end(), '\n') == 3);
  CHECK(again.err.find("graded 3: ") != std::string::npos);
  CHECK(again.err.find("; 0 changed") != std::string::npos);
}

TEST_CASE("missing and wrong fields are one line that names the file, the row and the field") {
  const TemporaryDirectory here;
  const json good = {{"task_id", 1}, {"test_list", {"assert f() == 1"}}};
  write_rows(here.path() / "p.jsonl", {good});
  write_rows(here.path() / "s.jsonl", {{{"task_id", 1}, {"solution", "x"}}});
  write_rows(here.path() / "no_tests.jsonl", {good, {{"task_id", 2}}});
  write_rows(here.path() / "no_id.jsonl", {{{"test_list", {"assert 1"}}}});
  write_rows(here.path() / "twice.jsonl", {good, good});
  write_rows(here.path() / "uneven.jsonl",
             {{{"task_id", 1}, {"inputs", {"1"}}, {"outputs", json::array()}}});
  write_rows(here.path() / "no_answer.jsonl", {{{"task_id", 1}}});
  write_rows(here.path() / "number.jsonl", {{{"task_id", 1}, {"solution", {{"a", 1}}}}});
  write_rows(here.path() / "pairs.jsonl", {{{"gold", "1"}, {"answer", "1"}}, {{"answer", "1"}}});
  write_rows(here.path() / "list.jsonl", {{{"gold", json::array()}, {"answer", "1"}}});
  std::ofstream(here.path() / "broken.jsonl") << "{\"gold\": \"1\", \n";
  std::ofstream(here.path() / "empty.jsonl") << "";
  const std::string mbpp = " --layout mbpp --samples s.jsonl";
  for (const auto& [flags, words] : std::vector<std::pair<std::string, std::vector<std::string>>>{
           {"--problems no_tests.jsonl" + mbpp, {"no_tests.jsonl:2", "test_list"}},
           {"--problems no_id.jsonl" + mbpp, {"no_id.jsonl:1", "task_id"}},
           {"--problems twice.jsonl" + mbpp, {"two problems are named '1'"}},
           {"--problems uneven.jsonl --layout stdin --samples s.jsonl",
            {"uneven.jsonl:1", "inputs", "outputs"}},
           {"--problems p.jsonl --layout mbpp --samples no_answer.jsonl",
            {"no_answer.jsonl:1", "solution"}},
           {"--problems p.jsonl --layout mbpp --samples number.jsonl",
            {"number.jsonl:1", "solution"}},
           {"--problems p.jsonl --layout mbpp --samples empty.jsonl",
            {"empty.jsonl", "no samples"}},
           {"--problems p.jsonl --layout mbpp --samples none.jsonl", {"none.jsonl"}},
           {"--pairs pairs.jsonl", {"pairs.jsonl:2", "gold"}},
           {"--pairs list.jsonl", {"list.jsonl:1", "gold"}},
           {"--pairs broken.jsonl", {"broken.jsonl"}},
           {"--pairs empty.jsonl", {"empty.jsonl", "no answers"}}}) {
    const ProcessResult result = shell("$ASSAY grade " + flags, here.path());
    INFO(flags << "\n" << result.err);
    CHECK(result.exit_code != 0);
    CHECK(result.out.empty());
    CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
    for (const std::string& word : words) {
      CHECK(result.err.find(word) != std::string::npos);
    }
  }
}

TEST_CASE("samples that name no problem, or flags that do not fit, are told before any work") {
  const TemporaryDirectory here;
  write_rows(here.path() / "p.jsonl", {{{"task_id", 1}, {"test_list", {"assert f() == 1"}}}});
  write_rows(here.path() / "s.jsonl", {{{"task_id", 2}, {"solution", "x"}}});
  for (const auto& [flags, words] : std::vector<std::pair<std::string, std::string>>{
           {"--problems p.jsonl --layout mbpp --samples s.jsonl", "s.jsonl:1: no problem is named"},
           {"--problems p.jsonl --layout mbp --samples s.jsonl", "layout 'mbp' is unknown"},
           {"--problems p.jsonl --samples s.jsonl", "--problems needs --layout"},
           {"--suite humaneval", "--samples FILE"},
           {"--samples s.jsonl", "--suite S"}}) {
    const ProcessResult result = shell("$ASSAY grade " + flags, here.path());
    INFO(flags << "\n" << result.err);
    CHECK(result.exit_code == 3);
    CHECK(result.err.find(words) != std::string::npos);
  }
}

}  // namespace
}  // namespace assay::test
