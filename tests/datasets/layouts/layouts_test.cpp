#include "datasets/layouts/layouts.hpp"

#include "datasets/layouts/livecodebench.hpp"
#include "datasets/layouts/pickled_text.hpp"
#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

/// base64(zlib(pickle.dumps(text))) of Python 3.11, text = [{"input": "5\n", "output": "10\n"}].
const char* const packed = "eJxrYJmqwQABPSrR1UqZeQWlJUpWCkqmMXlKOgpK+aUlUAFDA6BIbewUPQA9Xw1/";

Row row_of(const std::string& json) { return parse_jsonl(json, "f.jsonl").at(0); }

TEST_CASE(
    "hidden tests of LiveCodeBench are unpacked, and a pickle with any other opcode refused") {
  CHECK(unpacked_tests(packed, "f") == R"([{"input": "5\n", "output": "10\n"}])");
  CHECK(pickled_text(std::string("\x80\x04\x8c\x02hi\x94.", 8), "f") == "hi");
  CHECK(pickled_text("Vhi\np0\n.", "f") == "hi");
  // What pickle.dumps gives for a call of os.system, and texts that end early.
  for (const std::string& bytes :
       {std::string("cos\nsystem\n(S'ls'\ntR."), std::string("\x8c\x05hi"), std::string(""),
        std::string("\x8c\x01a\x8c\x01b."), std::string("\x80\x04.")}) {
    CHECK_THROWS_AS(pickled_text(bytes, "f"), DataError);
  }
}

TEST_CASE("a LiveCodeBench row becomes a program or a function to call") {
  const Row program = row_of(
      std::string(R"({"question_id": "a", "question_content": "q", "metadata": "{}", )") +
      R"("public_test_cases": "[{\"input\": \"1\", \"output\": \"2\"}]", "private_test_cases": ")" +
      packed + "\"}");
  const CodeTests tests = read_code_tests(RowFields(program), "livecodebench");
  CHECK(tests.layout == CodeLayout::stdin_io);
  CHECK(tests.inputs == std::vector<std::string>{"1", "5\n"});
  CHECK(tests.outputs == std::vector<std::string>{"2", "10\n"});
  CHECK(tests.test_timeout_s == 6);
  const Row function = row_of(
      R"({"question_id": "b", "question_content": "q", "metadata": "{\"func_name\": \"add\"}",)"
      R"( "public_test_cases": [{"input": "1", "output": "2"}]})");
  CHECK(read_code_tests(RowFields(function), "livecodebench").layout == CodeLayout::functional);
  CHECK(read_code_tests(RowFields(function), "livecodebench").entry_point == "add");
}

TEST_CASE("EvalPlus inputs keep integers of any length") {
  const Row row = row_of(
      R"({"task_id": "HumanEval/9", "prompt": "def f(x):\n", "entry_point": "f", "atol": 0,)"
      R"( "canonical_solution": "    return x\n", "base_input": [[123456789012345678901234567890],)"
      R"( ["a]\"", 1.0]], "plus_input": {}})");
  const CodeTests tests = read_code_tests(RowFields(row), "evalplus");
  CHECK(tests.inputs ==
        std::vector<std::string>{"[123456789012345678901234567890]", R"(["a]\"", 1.0])"});
  CHECK(tests.reference == "def f(x):\n    return x\n");
}

TEST_CASE("a row that does not fit its layout is told by place and field") {
  const auto message = [](const char* json, const char* layout) -> std::string {
    try {
      (void)read_code_problem(RowFields(row_of(json)), layout);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  CHECK(message(R"({"task_id": 1})", "mbpp") == "f.jsonl:1: missing field 'test_list'");
  CHECK(message(R"j({"test_list": ["assert f()"]})j", "mbpp").find("'task_id'") !=
        std::string::npos);
  CHECK(message(R"({"task_id": "a", "inputs": ["1"], "outputs": []})", "stdin").find("1 and 0") !=
        std::string::npos);
  CHECK(message(R"({"task_id": "a", "inputs": ["1"], "outputs": ["1"], "time_limit": -1})", "stdin")
            .find("'time_limit'") != std::string::npos);
  CHECK(message("{}", "nothing").find("is one of humaneval") != std::string::npos);
}

TEST_CASE("a stdin row has its limits, and languages their common names") {
  const Row row = row_of(R"({"task_id": 7, "language": "C++17", "inputs": ["1"], "outputs": ["1"],)"
                         R"( "time_limit": 2, "memory_limit": 256})");
  const Problem problem = read_code_problem(RowFields(row), "stdin");
  CHECK(problem.id == "7");
  CHECK(problem.tests->language == "cpp");
  CHECK(problem.tests->test_timeout_s == 2);
  CHECK(problem.tests->memory_bytes == 256ULL << 20);
  CHECK(problem.tests->comparison == "token");
}

}  // namespace
}  // namespace assay
