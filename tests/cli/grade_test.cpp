// assay grade on files that other harnesses write, as a user calls it.
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
  write_rows(here.path() / "ls.jsonl",
             {{{"question_id", "q"}, {"code_list", {"print(2 * int(input()))", "print(5)"}}}});
  CHECK(verdicts(graded("--problems l.jsonl --layout livecodebench --samples ls.jsonl",
                        here.path())) == std::vector<std::string>{"correct", "incorrect"});
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
  std::vector<json> samples;
  for (const char* program :
       {"import sys\nprint(sum(map(int, sys.stdin.buffer.read().split())))",
        "print(sum(map(int, open(0).read().split())))", "print(3)", "1 / 0",
        "def f(:", "while True: pass", "print('x' * 10 ** 8)", "x = [0] * 10 ** 10",
        "import sys, threading\nsys.setrecursionlimit(10 ** 6)\nthreading.stack_size(2 ** 27)\n"
        "def depth(n): return n and 1 + depth(n - 1)\n"
        "def main():\n    depth(50000)\n    print(sum(map(int, input().split())))\n"
        "t = threading.Thread(target=main)\nt.start()\nt.join()\n"}) {
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
