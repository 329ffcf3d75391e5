// Which functions C++ tests call, and that every shape of prompt, tests and program is judged.
#include "graders/code/cpp_under_test.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "graders/code/cpp_judge.hpp"
#include "tests/graders/code/cpp_support.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

CodeTests shaped(const std::string& prompt, const std::string& test) {
  CodeTests tests;
  tests.layout = CodeLayout::program;
  tests.language = "cpp";
  tests.prompt = prompt;
  tests.test = test;
  tests.timeout_s = 5;
  return tests;
}

struct Shape {
  std::string prompt;
  std::string test;
  std::string right;
  std::string wrong;
};

const std::string adds = "int main(){ assert(add(1,2)==3); }";
const std::string add = "int add(int a,int b){return a+b;}";
const std::string subtract = "int add(int a,int b){return a-b;}";

}  // namespace

TEST_CASE("Functions at the top level of a C++ source are found with their types") {
  const cpp::Outline found = cpp::outline(
      "#include <map>\n#define TWICE(x) \\\n  int hidden(x) {\nusing std::map;\n"
      "struct P { int x; int method(int a) { return a; } };\nenum class E { a };\n"
      "int g = 3, v(4);\nauto l = [](int a) { return a; };\nint declared(int, long b = 2);\n"
      "namespace n { int inner(int a) { return a; } }\n"
      "static inline std::function<int(int)> made(const std::string& s, P) { return {}; }\n"
      "template <class T> T generic(T a) { return a; }\nauto tail(int a) -> long { return a; }\n"
      "int S::method(int a) { return a; }\nbool operator==(P a, P b) { return true; }\n"
      "long last(long a) {\n  if (a) {\n");
  std::vector<std::string> names;
  for (const cpp::Function& function : found.functions) {
    names.push_back(function.name);
  }
  CHECK(names == std::vector<std::string>{"declared", "made", "generic", "tail", "last"});
  CHECK(found.types == std::vector<std::string>{"P", "E"});
  REQUIRE(found.functions.size() == 5);
  CHECK(cpp::parameter_types(found.functions[0]) == "int, long");
  CHECK(found.functions[0].parameters[1].value == "2");
  CHECK_FALSE(found.functions[0].is_defined);
  CHECK(found.functions[1].result == "std::function<int(int)>");
  CHECK(cpp::parameter_types(found.functions[1]) == "const std::string&, P");
  CHECK(found.functions[2].is_template);
  CHECK(found.functions[3].result == "long");
  CHECK(found.functions[4].is_open);
}

TEST_CASE("The aliases of a C++ source are written out, and what it leaves out is not there") {
  const cpp::Outline found = cpp::outline(
      "#define ll long long\n#define twice(x) (2 * x)\ntypedef std::vector<ll> vl;\n"
      "using grid = std::vector<vl>;\nusing string = std::string;\n"
      "template <class T> using row = T;\n"
      "#if 0\nint gone(int a) { return a; }\n#if 1\nint gone2(int a);\n#endif\n#else\n"
      "int kept(int a) { return a; }\n#endif\nint also(int a) { return a; }\n");
  REQUIRE(found.functions.size() == 2);
  CHECK(found.functions[0].name == "kept");
  CHECK(found.functions[1].name == "also");
  CHECK(cpp::without_aliases("const grid&", found.aliases) ==
        "const std::vector<std::vector<long long>>&");
  CHECK(cpp::without_aliases("std::pair<string, std::string>", found.aliases) ==
        "std::pair<std::string, std::string>");
  CHECK(cpp::without_aliases("int", found.aliases) == "int");
}

TEST_CASE("A use of a C++ name is told from a member, and what tests may declare is theirs") {
  CHECK(cpp::uses("main() { f(1); }", "f"));
  CHECK(cpp::uses("main() { ::f(1); auto c = f; }", "f"));
  CHECK_FALSE(cpp::uses("main() { s.f(1); p->f(2); std::f(3); ff(4); }", "f"));
  for (const char* source :
       {"bool f(int a) { return a; }", "struct f {};", "template <class T> T f(T) {}",
        "std::pair<int, int>\nf(int) {}", "namespace n { std::vector<int> f() {} }", "auto f = 1;",
        "#define f(x) x"}) {
    CAPTURE(source);
    CHECK(cpp::might_declare(source, "f"));
  }
  CHECK_FALSE(cpp::might_declare("int main() { int x = f(1); return f(x) > f(2); }", "f"));
}

TEST_CASE("Prompts and tests of every shape are judged, and a wrong program fails each") {
  const auto sandbox = test::compiling_sandbox_or_skip();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  const CppJudge judge(*sandbox);
  const std::vector<Shape> shapes = {
      {"", adds, add, subtract},
      {"// Adds { two numbers.\n", adds, add, subtract},
      {"#include <cassert>\n", "#include <cassert>\n" + adds, add, subtract},
      {"Write add(a, b), which adds.", adds, add, subtract},
      {"int add(int a, int b);", adds, add, subtract},
      {"int add(int, int = 2);\n", "int main() { assert(add(1) == 3); }", add, subtract},
      {"int add(int a, int b) { return 0; }\n", adds, add, subtract},
      {"int add(int a, int b);\n", adds, "template <class T> T add(T a, T b) { return a + b; }",
       "template <class T> T add(T a, T b) { return a - b; }"},
      {"int add(int a, int b);\n", adds, "auto add(int a, int b) { return a + b; }",
       "auto add(int a, int b) { return a - b; }"},
      {"int add(int a, int b) {\n", "\n" + adds, "return a + b;", "return a - b;"},
      {"int add(int a, int b) {\n", "}\n" + adds, add, subtract},
      {"", "}\n" + adds, add.substr(0, add.size() - 1), subtract.substr(0, subtract.size() - 1)},
      {"", "}\n" + adds, add, subtract},
      {"", "int main() { vector<int> v = {2, 1}; order(v); assert(v == vector<int>({1, 2})); }",
       "#include <bits/stdc++.h>\nusing namespace std;\nvoid order(vector<int>& v) { "
       "sort(v.begin(), v.end()); }",
       "#include <bits/stdc++.h>\nusing namespace std;\nvoid order(vector<int>& v) {}"},
      {"", "int main() { assert(twice(add(1, 2)) == 6); }",
       add + "\nint twice(int a) { return 2 * a; }", add + "\nint twice(int a) { return a; }"},
      {"", "int main() { assert(add(1, 2) == 3 && add(std::string(\"a\"), \"b\") == \"ab\"); }",
       "#include <string>\n" + add +
           "std::string add(std::string a, std::string b) { return a + b; }",
       "#include <string>\n" + add +
           "std::string add(std::string a, std::string b) { return b + a; }"},
      {"", "int main() { assert(add(1) == 3); }", "int add(int a, int b = 2) { return a + b; }",
       "int add(int a, int b = 3) { return a + b; }"},
      {"", "int main() { assert(add(1, 2) == 3); }",
       "auto add(int a, int b) -> int { return a + b; }",
       "auto add(int a, int b) -> int { return a - b; }"},
      {"", adds, "typedef long long ll;\nll add(ll a, ll b) { return a + b; }",
       "typedef long long ll;\nll add(ll a, ll b) { return a - b; }"},
      {"", "int main() { assert(sum({1, 2}) == 3); }",
       "#include <vector>\n#define ll long long\nusing std::vector;\nusing vl = vector<ll>;\n"
       "ll sum(const vl& v) { return v[0] + v[1]; }",
       "#include <vector>\n#define ll long long\nusing std::vector;\nusing vl = vector<ll>;\n"
       "ll sum(const vl& v) { return v[0]; }"},
      {"", adds, "#if 0\nstruct S; S add(S a);\n#else\n" + add + "\n#endif",
       "#if 0\n" + add + "\n#endif\n" + subtract},
      {"", "int main() { assert(gcd(12, 18) == 6); }",
       "int gcd(int a, int b) { return b ? gcd(b, a % b) : a; }",
       "int gcd(int a, int b) { return b; }"},
      {"struct P { int x; int y; };\n", "int main() { assert(sum(P{1, 2}) == 3); }",
       "int sum(P p) { return p.x + p.y; }", "int sum(P p) { return p.x; }"},
      {"struct P { int x; int y; };\nint sum(const P& p);\n",
       "int main() { assert(sum({1, 2}) == 3); }",
       "struct P { int x; int y; };\nint sum(const P& p) { return p.x + p.y; }",
       "struct P { int x; int y; };\nint sum(const P& p) { return p.x; }"},
      {"long twice(long n);\nlong four(long n) {\n",
       "}\nint main() { assert(four(1) == 4 && twice(1) == 2); }",
       "return 2 * twice(n); }\nlong twice(long n) { return 2 * n; }",
       "return 4 * n; }\nlong twice(long n) { return n; }"},
      {"long fact(long n) {\n", "}\nint main() { assert(fact(4) == 24); }",
       "long fact(long n, long r) { return n ? fact(n - 1, n * r) : r; }\n"
       "long fact(long n) { return fact(n, 1); }",
       "long fact(long n, long r) { return r; }\nlong fact(long n) { return fact(n, 1); }"}};
  for (const Shape& shape : shapes) {
    CAPTURE(shape.prompt, shape.test, shape.right);
    const CodeTests tests = shaped(shape.prompt, shape.test);
    const Judged right = judge.judge(tests, shape.right);
    CAPTURE(right.reason, right.output);
    CHECK(right.kind == VerdictKind::correct);
    const Judged wrong = judge.judge(tests, shape.wrong);
    CAPTURE(wrong.reason, wrong.output);
    CHECK(wrong.kind == VerdictKind::incorrect);
  }
}

TEST_CASE("What C++ tests define or take from the library, no program can replace") {
  const auto sandbox = test::compiling_sandbox_or_skip();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  const CppJudge judge(*sandbox);
  const std::string third = "double third(double x) { return x / 3; }\n";
  const std::string not_third = "double third(double x) { return x; }\n";
  struct Forgery {
    std::string prompt;
    std::string test;
    std::string replacement;
  };
  const std::vector<Forgery> forgeries = {
      {"", "int main() { assert(abs(third(3) - 1) < 1e-6); }",
       "double abs(double) { return 0; }\n"},
      {"double third(double x) {\n", "}\nint main() { assert(fabs(third(3) - 1) < 1e-6); }",
       "double fabs(double) { return 0; }\n"},
      {"",
       "template <class T> bool close(T a, T b) { return std::abs(a - b) < 1e-6; }\n"
       "int main() { assert(close(third(3), 1.0)); }",
       "bool close(double, double) { return true; }\n"},
      {"",
       "namespace t { template <class T> std::pair<bool, int> near(T a, T b) { return {std::abs(a "
       "- b) < 1e-6, 0}; } }\nusing namespace t;\n"
       "int main() { assert(near(third(3), 1.0).first); }",
       "#include <utility>\nstd::pair<bool, int> near(double, double) { return {true, 0}; }\n"},
      {"bool same(double a, double b) { return a == b; }\ndouble third(double x);\n",
       "int main() { assert(same(third(3), 1)); }", "bool same(double, double) { return true; }\n"},
      {"",
       "struct Near { double x; Near(double v) : x(v) {} bool operator==(double y) { return x == "
       "y; } };\nint main() { assert(Near(third(3)) == 1.0); }",
       "double Near(double) { return 1; }\n"}};
  for (const Forgery& forgery : forgeries) {
    CAPTURE(forgery.test, forgery.replacement);
    const CodeTests tests = shaped(forgery.prompt, forgery.test);
    CHECK(judge.judge(tests, third).kind == VerdictKind::correct);
    CHECK(judge.judge(tests, not_third).kind == VerdictKind::incorrect);
    const Judged forged = judge.judge(tests, forgery.replacement + not_third);
    CAPTURE(forged.reason, forged.output);
    CHECK(forged.kind == VerdictKind::incorrect);
    CHECK(judge.judge(tests, forgery.replacement + third).kind == VerdictKind::correct);
  }
  const CodeTests stub = shaped("double third(double x) { return x; }\n", forgeries[0].test);
  CHECK(judge.judge(stub, third).kind == VerdictKind::correct);
  CHECK(judge.judge(stub, forgeries[0].replacement).kind != VerdictKind::correct);
}

TEST_CASE("What cannot cross to C++ tests is a compile error that says why") {
  const auto sandbox = test::compiling_sandbox_or_skip();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  const CppJudge judge(*sandbox);
  const auto reason = [&](const std::string& test, const std::string& program) {
    const Judged judged = judge.judge(shaped("", test), program);
    CHECK(judged.kind == VerdictKind::compile_error);
    return judged.reason;
  };
  const auto says = [](const std::string& text, const std::string& part) {
    CAPTURE(text);
    return text.find(part) != std::string::npos;
  };
  CHECK(says(reason(adds, "auto add(int a, int b) { return a + b; }"), "'auto add(int, int)'"));
  CHECK(says(reason(adds, "template <class T> T add(T a, T b) { return a + b; }"), "templates"));
  CHECK(says(reason(adds,
                    "struct Yes { template <class T> bool operator==(T) { return true; } };\n"
                    "Yes add(int, int) { return {}; }"),
             "'Yes add(int, int)'"));
  CHECK(says(reason("int main() { Stack s; s.push(1); assert(s.pop() == 1); }",
                    "struct Stack { int v; void push(int x) { v = x; } int pop() { return v; } };"),
             "the type Stack"));
  CHECK(
      says(reason(adds, "int sum(int a, int b) { return a + b; }"), "neither prompt nor program"));
  reason(adds, add + "\nint main() { return 0; }");
}

}  // namespace assay
