#include "graders/code/extract.hpp"

#include <vector>

#include "tests/support/catch.hpp"

namespace assay {
namespace {

struct Row {
  const char* name;
  const char* answer;
  const char* program;
};

CodeTests tests_for(CodeLayout layout, const char* entry_point) {
  CodeTests tests;
  tests.layout = layout;
  tests.entry_point = entry_point;
  tests.prompt = "import math\n\ndef area(r):\n    \"\"\"Area.\"\"\"\n";
  return tests;
}

const std::vector<Row> rows = {
    {"one block", "Text\n```python\ndef f(): pass\n```\nMore.", "def f(): pass\n"},
    {"last of two", "```python\ndef f(): 1\n```\n```python\ndef f(): 2\n```", "def f(): 2\n"},
    {"the last that defines it", "```python\ndef f(): 1\n```\nUse:\n```python\nprint(f())\n```",
     "def f(): 1\n"},
    {"another function does not count", "```python\ndef f(): 1\n```\n```python\ndef g(): 1\n```",
     "def f(): 1\n"},
    {"Python before other languages", "```python\nx = 1\n```\n```text\n1\n```", "x = 1\n"},
    {"no language", "```\ndef f(): 1\n```", "def f(): 1\n"},
    {"py", "```py\nx = 1\n```", "x = 1\n"},
    {"Python3 with attributes", "```Python3 {.numberLines}\nx = 1\n```", "x = 1\n"},
    {"tildes", "~~~python\nx = 1\n~~~", "x = 1\n"},
    {"longer fence holds a shorter one", "````python\ns = '''\n```\n'''\n````",
     "s = '''\n```\n'''\n"},
    {"indented in a list", "1. Do:\n   ```python\n   def f():\n       return 1\n   ```\n",
     "def f():\n    return 1\n"},
    {"carriage returns", "```python\r\nx = 1\r\n```\r\n", "x = 1\n"},
    {"never closed", "```python\ndef f():\n    return 1", "def f():\n    return 1\n"},
    {"bare code", "def f():\n    return 1", "def f():\n    return 1"},
    {"bare import", "\nimport os\n", "\nimport os\n"},
    {"prose", "I would define f(x) as x squared.", ""},
    {"prose that begins like code", "define f as x squared", ""},
    {"empty block", "```python\n\n```", ""},
    {"empty", "", ""},
};

}  // namespace

TEST_CASE("the program is the last fenced block that can be meant") {
  for (const Row& row : rows) {
    INFO(row.name);
    CHECK(extract_program(row.answer, tests_for(CodeLayout::asserts, "f")).program == row.program);
  }
}

TEST_CASE("an unclosed block is taken and said to be incomplete") {
  const CodeTests tests = tests_for(CodeLayout::asserts, "f");
  const ExtractedProgram open = extract_program("```python\ndef f(): 1", tests);
  CHECK_FALSE(open.complete);
  CHECK(open.rule.find("never closed") != std::string::npos);
  CHECK(extract_program("```python\ndef f(): 1\n```", tests).complete);
}

TEST_CASE("a HumanEval answer is a function or the body of the prompt's function") {
  const CodeTests tests = tests_for(CodeLayout::humaneval, "area");
  const std::string head = tests.prompt;
  const ProgramParts whole = program_parts("def area(r):\n    return r\n", tests);
  CHECK(whole.context == std::vector<std::string>{head + "\n    pass\n"});
  CHECK(whole.program == "def area(r):\n    return r\n");
  CHECK(program_parts("area = lambda r: r\n", tests).program == "area = lambda r: r\n");
  CHECK(program_parts("    return r\n", tests).program == head + "    return r\n");
  CHECK(program_parts("    return r\n", tests).context.empty());
  CHECK(program_parts("x = r\nreturn x\n", tests).program == head + "    x = r\n    return x\n");
  CHECK(extract_program("    return math.pi * r * r\n", tests).program ==
        "    return math.pi * r * r\n");
  CHECK(extract_program("    return 1\n", tests_for(CodeLayout::asserts, "f")).program.empty());
}

}  // namespace assay
