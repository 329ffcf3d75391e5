// What is read off a C++ text without a compiler.
#include "graders/code/cpp_source.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "graders/code/cpp_text.hpp"
#include "graders/code/cpp_union.hpp"
#include "tests/support/catch.hpp"

namespace assay::cpp {

TEST_CASE("Braces in comments and literals do not count") {
  for (const char* source : {"f() { // }", "f() { /* } } */", "f() { \"}}\"", "f() { '}'",
                             "f() { \"\\\"}\"", "f() { R\"x( } )\" } )x\"", "f() { 1'000'000 + '}'",
                             "f() { // \\\n}", "f() { \"//\" /*}*/", "f() { u8\"}\" L'}' '\\''"}) {
    CAPTURE(source);
    const std::string text = blanked(source);
    CHECK(text.size() == std::string(source).size());
    CHECK(open_braces(text) == 1);
  }
  CHECK(open_braces(blanked("f() { \" unterminated }\n }")) == 0);
}

TEST_CASE("The function that a prompt leaves open is found with its parameters' names") {
  const auto check = [](const std::string& prompt, const std::string& name,
                        const std::vector<std::string>& parameters) {
    CAPTURE(prompt);
    const auto function = open_function(prompt);
    REQUIRE(function);
    CHECK(function->name == name);
    CHECK(function->parameters == parameters);
  };
  check("#include <map>\n// f(x) {\nlong f(long n, std::map<int,long> m) {\n", "f", {"n", "m"});
  check("int helper(int a) { return a; }\nbool g() {\n", "g", {});
  check("bool g(void)\n{\n    // start\n", "g", {});
  check(
      "std::function<int(int, int)> h(std::function<int(int)> f, const std::string &s = \"(,\")\n{",
      "h", {"f", "s"});
  CHECK_FALSE(open_function("int f(int a);"));
  CHECK_FALSE(open_function("class Solution { public: int f(int a) {"));
  CHECK_FALSE(open_function("int f() { return 1; }"));
}

TEST_CASE("A definition is told from a call and a declaration") {
  CHECK(defines("long f(long n) { return f(n - 1); }", "f"));
  CHECK(defines("std::vector<int> f(std::vector<int> a)\n{\n", "f"));
  CHECK(defines("int& f(int a) noexcept {", "f"));
  CHECK_FALSE(defines("  if (n) return f(n - 1);\n  for (;;) { f(2); }", "f"));
  CHECK_FALSE(defines("  if (f(n)) { return 1; }", "f"));
  CHECK_FALSE(defines("long f(long n);", "f"));
  CHECK_FALSE(defines("// long f(long n) {", "f"));
  CHECK_FALSE(defines("long ff(long n) {", "f"));
  CHECK_FALSE(defines("  return f(n) + [](int x) { return x; }(2);", "f"));
}

TEST_CASE("Only unions with constructors are given a tag, in a copy of the same name too") {
  const std::string prompt =
      "union U {\n    std::string f0;\n    long f1;    U(std::string _f0) : f0(_f0) {}\n"
      "    U(long _f1) : f1(_f1) {}\n};\nunion Bits { float f; int i; };\n";
  const auto unions = tagged_unions(prompt);
  REQUIRE(unions.size() == 1);
  CHECK(unions[0].name == "U");
  const std::string tagged = with_tagged_unions(prompt, unions);
  CHECK(tagged.find("struct U") != std::string::npos);
  CHECK(tagged.find("union Bits") != std::string::npos);
  CHECK(std::count(tagged.begin(), tagged.end(), '\n') ==
        std::count(prompt.begin(), prompt.end(), '\n'));
}

}  // namespace assay::cpp
