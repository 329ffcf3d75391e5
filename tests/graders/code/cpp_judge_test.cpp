// C++ functions judged by tests in C++: what crosses between them, and what counts as right.
#include "graders/code/cpp_judge.hpp"

#include <nlohmann/json.hpp>

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "engine/core/file.hpp"
#include "graders/code/cpp_programs.hpp"
#include "tests/graders/code/cpp_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay {
namespace {

struct Example {
  std::string problem;
  std::string program;
  std::string wrong;
};

std::string replaced_once(const std::string& text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return std::string(text).replace(at, from.size(), to);
}

/// "#### problem", the program, "#### text ==> what makes it wrong", for each.
std::vector<Example> hand_written() {
  std::ifstream file(std::string(ASSAY_TEST_SOURCE) + "/tests/graders/code/data/multipl_e_cpp.txt");
  std::vector<Example> examples;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const std::size_t arrow = line.find(" ==>");
    if (line.rfind("#### ", 0) != 0) {
      examples.back().program += line + '\n';
    } else if (arrow == std::string::npos) {
      examples.push_back({line.substr(5), "", ""});
    } else {
      const std::string to = arrow + 5 < line.size() ? line.substr(arrow + 5) : "";
      examples.back().wrong = replaced_once(examples.back().program, line.substr(5, arrow - 5), to);
    }
  }
  return examples;
}

std::map<std::string, CodeTests> suite() {
  std::map<std::string, CodeTests> problems;
  std::ifstream rows(test::shared_data("suites/multipl_e_cpp/multipl_e_cpp.jsonl"));
  for (std::string line; std::getline(rows, line);) {
    const auto row = nlohmann::json::parse(line);
    CodeTests& tests = problems[row.at("id")];
    tests.layout = CodeLayout::program;
    tests.language = "cpp";
    tests.prompt = row.at("question");
    tests.test = row.at("tests").at("test");
    tests.timeout_s = 15;
  }
  return problems;
}

struct Fixture {
  std::unique_ptr<Sandbox> sandbox = test::compiling_sandbox_or_skip();
  std::unique_ptr<CppJudge> judge = sandbox ? std::make_unique<CppJudge>(*sandbox) : nullptr;

  VerdictKind kind(const CodeTests& tests, const std::string& program) const {
    const Judged judged = judge->judge(tests, program);
    UNSCOPED_INFO(judged.reason << " | " << judged.output);
    return judged.kind;
  }
};

}  // namespace

TEST_CASE("Right programs for MultiPL-E's C++ problems pass, and one change fails each") {
  const Fixture fixture;
  const auto problems = suite();
  if (!fixture.sandbox || problems.empty()) {
    ASSAY_SKIP("no sandbox, no g++ or no shared/data here");
  }
  const auto examples = hand_written();
  REQUIRE(examples.size() >= 30);
  for (const Example& example : examples) {
    CAPTURE(example.problem);
    CHECK(fixture.kind(problems.at(example.problem), example.program) == VerdictKind::correct);
    CHECK(fixture.kind(problems.at(example.problem), example.wrong) == VerdictKind::incorrect);
  }
}

TEST_CASE("Values of many types cross between tests and program as they are") {
  const Fixture fixture;
  if (!fixture.sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  struct Case {
    std::string signature;
    std::string body;
    std::string assertion;
  };
  const std::vector<Case> cases = {
      {"std::string echo(const std::string& s)", "return s;",
       "candidate(std::string(\"a\\0b\\n\", 4)) == std::string(\"a\\0b\\n\", 4)"},
      {"unsigned long echo(unsigned long n)", "return n;",
       "candidate(18446744073709551615UL) == 18446744073709551615UL"},
      {"long echo(long n)", "return n;", "candidate(LONG_MIN) == LONG_MIN"},
      {"double echo(double x)", "return x;", "std::isnan(candidate(NAN)) && candidate(0.1) == 0.1"},
      {"char echo(char c)", "return c;", "candidate('\\xff') == '\\xff'"},
      {"std::vector<bool> flip(std::vector<bool> v)", "v.flip(); return v;",
       "candidate({true, false}) == std::vector<bool>({false, true})"},
      {"std::map<std::string, std::vector<int>> one(std::unordered_map<int, std::string> m)",
       "std::map<std::string, std::vector<int>> r; for (auto& [k, v] : m) r[v] = {k}; return r;",
       "candidate({{1, \"a\"}}) == (std::map<std::string, std::vector<int>>{{\"a\", {1}}})"},
      {"std::pair<std::set<long>, std::array<int, 2>> both(std::deque<long> d)",
       "return {{d.begin(), d.end()}, {(int)d[0], 7}};",
       "candidate({3, 3}) == std::make_pair(std::set<long>{3}, std::array<int, 2>{3, 7})"},
      {"std::optional<std::tuple<int, std::string>> maybe(std::optional<int> n)",
       "if (!n) return {}; return std::make_tuple(*n, std::to_string(*n));",
       "candidate({}) == std::nullopt && *candidate(4) == std::make_tuple(4, \"4\")"},
      {"std::variant<int, std::string> either(std::variant<int, std::string> v)", "return v;",
       "std::get<1>(candidate(\"x\")) == \"x\" && std::get<0>(candidate(5)) == 5"},
      {"void append(std::vector<long>& v, long n)", "v.push_back(n);",
       "([&] { std::vector<long> v = {1}; candidate(v, 2); return v; }()) == "
       "(std::vector<long>{1, 2})"},
      {"std::any whatever(int n)", "if (n) return std::string(\"s\"); return 1.5;",
       "std::any_cast<std::string>(candidate(1)) == \"s\" && "
       "std::any_cast<double>(candidate(0)) == 1.5"},
      {"const char* text(const char* t)", "return *t ? t : \"empty\";",
       "std::string(candidate(\"\")) == \"empty\""},
      {"long first(std::vector<std::vector<std::vector<long>>> v)", "return v[0][0][0];",
       "candidate({{{42}}}) == 42"}};
  for (const Case& each : cases) {
    CAPTURE(each.signature);
    const CodeTests tests =
        test::cpp_tests(each.signature, "    assert((" + each.assertion + "));\n");
    CHECK(fixture.kind(tests, each.body) == VerdictKind::correct);
    const CodeTests negated =
        test::cpp_tests(each.signature, "    assert(!(" + each.assertion + "));\n");
    CHECK(fixture.kind(negated, each.body) == VerdictKind::incorrect);
  }
}

TEST_CASE("Structs and unions of the prompt cross too") {
  const Fixture fixture;
  if (!fixture.sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  CodeTests tests = test::cpp_tests(
      "struct Point { long x; std::string name; };\n"
      "Point moved(Point p, long by)",
      "    assert(candidate({1, \"a\"}, 2).x == 3);\n"
      "    assert(candidate({1, \"a\"}, 2).name == \"a!\");\n");
  CHECK(fixture.kind(tests, "p.x += by; p.name += '!'; return p;") == VerdictKind::correct);
  CHECK(fixture.kind(tests, "p.x += by; return p;") == VerdictKind::incorrect);

  tests = test::cpp_tests(
      "union Number {\n    std::string f0;\n    long f1;    Number(std::string _f0) : f0(_f0) {}\n"
      "    Number(long _f1) : f1(_f1) {}\n    ~Number() {}\n"
      "    bool operator==(std::string f) {\n        return f0 == f ;\n    }    bool "
      "operator==(long f) {\n        return f1 == f ;\n    }\n};\nNumber parse(std::string s)",
      "    assert(candidate(\"12\") == 12);\n    assert(candidate(\"x\") == \"x\");\n");
  const std::string right = "if (std::isdigit(s[0])) return std::stol(s); return s;";
  CHECK(fixture.kind(tests, right) == VerdictKind::correct);
  CHECK(fixture.kind(tests, "return s;") == VerdictKind::incorrect);
  // A whole solution brings its own copy of the definition.
  CHECK(fixture.kind(tests, tests.prompt + right + "\n}\n") == VerdictKind::correct);
}

TEST_CASE("A program continues the prompt or replaces it, with its last brace or without") {
  const Fixture fixture;
  if (!fixture.sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  const CodeTests tests = test::digit_squares();
  const std::string body =
      "    long sum = 0;\n    for (; n > 0; n /= 10) { sum += (n % 10) * (n % 10); }  // {\n"
      "    return sum;";
  const std::string recursive =
      "    if (n == 0) return 0;\n    return n % 10 * (n % 10) + digit_squares(n / 10);\n";
  const std::vector<std::string> programs = {
      body,
      body + "\n}\n",
      body + "\n}\n// }\n",
      recursive,
      recursive + "}",
      "long digit_squares(long n) {\n" + body,
      "long digit_squares(long n) {\n" + body + "\n}\n",
      "#include <vector>\nusing namespace std;\nstatic int sq(int d) { return d * d; }\n"
      "int digit_squares(int n)\n{\n    return n ? sq(n % 10) + digit_squares(n / 10) : 0;\n}\n",
      std::string("#define int long long\nint digit_squares(int n) { int s = 0; while (n) { s += "
                  "(n % 10) * (n % 10); n /= 10; } return s; }"),
      tests.prompt + body + "\n}\n"};
  for (const std::string& program : programs) {
    CAPTURE(program);
    CHECK(fixture.kind(tests, program) == VerdictKind::correct);
  }
}

TEST_CASE("What goes wrong in a C++ program has its own verdict") {
  const Fixture fixture;
  if (!fixture.sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  CodeTests tests = test::digit_squares();
  tests.timeout_s = 1;
  const std::vector<std::pair<std::string, VerdictKind>> cases = {
      {"return 25;", VerdictKind::incorrect},
      {"return n", VerdictKind::compile_error},
      {"throw std::runtime_error(\"no\");", VerdictKind::runtime_error},
      {"throw 5;", VerdictKind::runtime_error},
      {"std::exit(0);", VerdictKind::runtime_error},
      {"std::abort();", VerdictKind::runtime_error},
      {"return n / (n - n);", VerdictKind::runtime_error},
      {"return *(long*)nullptr;", VerdictKind::runtime_error},
      {"for (volatile int i = 0;; i++) {}", VerdictKind::timeout},
      {"std::vector<long> v(1L << 40); return v[5];", VerdictKind::memory},
      {"for (;;) std::cout << \"flood\";", VerdictKind::output_limit}};
  for (const auto& [program, kind] : cases) {
    CAPTURE(program);
    CHECK(fixture.kind(tests, program) == kind);
  }
}

TEST_CASE("What a C++ program prints is its output, and the failing assertion is named") {
  const Fixture fixture;
  if (!fixture.sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  const Judged judged =
      fixture.judge->judge(test::digit_squares(), "std::cout << \"n=\" << n; return 25;");
  CHECK(judged.kind == VerdictKind::incorrect);
  CHECK(judged.output == "n=34n=12");
  CHECK(judged.reason.find("candidate((12)) == (5)") != std::string::npos);
  CHECK(judged.cpu_ms > 0);
}

TEST_CASE("A prompt without an open function takes the program's own declaration, if it is plain") {
  const Fixture fixture;
  if (!fixture.sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  CodeTests tests;
  tests.prompt = "// Write total(v).\n#include <cassert>\n#include <vector>\n";
  tests.test =
      "int main() {\n    auto candidate = total;\n    assert(candidate({1, 2}) == 3);\n"
      "    assert(candidate({}) == 0);\n}\n";
  const std::string body =
      "(const vector<int>& v) {\n    int s = 0;\n    for (int x : v) s += x;\n    return s;\n}\n";
  const std::string head = "#include <vector>\nusing namespace std;\n";
  CHECK(fixture.kind(tests, head + "int total" + body) == VerdictKind::correct);
  CHECK(fixture.kind(tests, head + "static long long\ntotal" + body) == VerdictKind::correct);
  CHECK(fixture.kind(tests, head + "bool total" + body) == VerdictKind::incorrect);
  CHECK(fixture.kind(tests, head + "struct Yes { template <class T> bool operator==(T) { return "
                                   "true; } };\nYes total(vector<int> v) { return {}; }\n") ==
        VerdictKind::compile_error);
}

TEST_CASE("A declaration that keeps the tests from running is the program's fault") {
  const Fixture fixture;
  if (!fixture.sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  CodeTests tests;
  tests.prompt = "// Write wide(n).\n#include <array>\n#include <cassert>\n";
  tests.test = "int main() {\n    assert(wide(1).size() > 2);\n}\n";
  for (const char* size : {"200000000", "20000000000", "2000000000000000000"}) {
    CAPTURE(size);
    const std::string type = "std::array<long, " + std::string(size) + ">";
    const VerdictKind kind = fixture.kind(tests, "#include <array>\nstatic " + type + " big;\n" +
                                                     type + " wide(int n) { return big; }\n");
    CHECK(kind != VerdictKind::infrastructure_error);
    CHECK(kind != VerdictKind::correct);
  }
}

TEST_CASE("How tests end and what they print is never the program's") {
  const Fixture fixture;
  if (!fixture.sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  const std::string head = "#include <algorithm>\n#include <cstdio>\n#include <cstdlib>\n";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"int main() { if (std::max(12, 18) != 6) exit(1); return 0; }\n", "void exit(int s) { }\n"},
      {"int main() { if (std::max(12, 18) != 6) abort(); }\n", "void abort() { }\n"},
      {"int main() { puts(\"ok\"); }\n", "int puts(const char* s) { return 0; }\n"}};
  for (const auto& [test, program] : cases) {
    CAPTURE(program);
    CodeTests tests;
    tests.test = head + test;
    CHECK(fixture.kind(tests, program) != VerdictKind::correct);
  }
}

TEST_CASE("A program may have a wider number where the prompt has a narrow one") {
  const Fixture fixture;
  if (!fixture.sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  const CodeTests tests =
      test::cpp_tests("float half(float x, int n)", "    assert(candidate(0.2f, 1) == 0.1f);\n");
  CHECK(fixture.kind(tests, "double half(double x, long n) {\n  return x / 2;\n}\n") ==
        VerdictKind::correct);
  CHECK(fixture.kind(tests, "double half(double x, long n) {\n  return x / 3;\n}\n") ==
        VerdictKind::incorrect);
}

TEST_CASE("Tests that catch an exception of the C++ program see it") {
  const Fixture fixture;
  if (!fixture.sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  const CodeTests tests = test::cpp_tests(
      "long positive(long n)",
      "    try { candidate(-1); assert(false); } catch (const std::invalid_argument&) {}\n"
      "    assert(candidate(1) == 1);\n");
  CHECK(fixture.kind(tests, "if (n < 0) throw std::invalid_argument(\"n\"); return n;") ==
        VerdictKind::correct);
  CHECK(fixture.kind(tests, "return n;") == VerdictKind::incorrect);
  CHECK(fixture.kind(tests, "if (n < 0) throw 1; return n;") == VerdictKind::runtime_error);
}

TEST_CASE("The tests' program has no text of the candidate's, and the worker none of the tests'") {
  const CppSources sources = cpp_sources(test::digit_squares(), "return 31415926;", {});
  CHECK(sources.tests.find("31415926") == std::string::npos);
  CHECK(sources.candidate.find("31415926") != std::string::npos);
  CHECK(sources.candidate.find("(25)") == std::string::npos);
  CHECK(sources.tests.find("(25)") != std::string::npos);
}

}  // namespace assay
