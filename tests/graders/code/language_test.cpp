// Programs in several languages: found by name, compiled in the sandbox, run.
#include "graders/code/language.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "engine/core/file.hpp"
#include "graders/code/build.hpp"
#include "graders/code/language_spec.hpp"
#include "tests/graders/code/cpp_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay {
namespace {

Outcome run(const Program& program, const std::string& input, const Limits& limits = {}) {
  std::vector<SandboxedProcess> group;
  group.push_back(program.start(input, limits));
  return wait_for_first(group);
}

BuildRequest cpp_request(const std::string& source) {
  BuildRequest request;
  request.source = source;
  request.source_name = "program.cpp";
  request.artifact_name = "program";
  request.command = {"/usr/bin/g++", "-o", "program", "program.cpp"};
  return request;
}

/// A cache of its own that sandboxes can reach.
struct Cache {
  Cache() {
    std::filesystem::permissions(directory.path(), std::filesystem::perms::others_exec,
                                 std::filesystem::perm_options::add);
  }
  [[nodiscard]] std::filesystem::path path() const { return directory.path() / "cache"; }
  [[nodiscard]] std::size_t programs() const {
    const std::filesystem::directory_iterator files(path() / "programs");
    return static_cast<std::size_t>(std::distance(begin(files), end(files)));
  }
  test::TemporaryDirectory directory;
};

const std::string sum_cpp =
    "#include <bits/stdc++.h>\nusing namespace std;\n"
    "int main() { long a, b; cin >> a >> b; cout << a + b << '\\n'; }\n";

}  // namespace

TEST_CASE("Every built-in language is well described, and no name means two") {
  std::set<std::string> names;
  for (const LanguageSpec& spec : built_in_languages()) {
    CAPTURE(spec.names[0]);
    CHECK(spec.install.rfind("apt-get install ", 0) == 0);
    const std::string& file = spec.artifact.empty() ? spec.source : spec.artifact;
    CHECK(std::count(spec.run.begin(), spec.run.end(), file) == 1);
    for (const std::string& name : spec.names) {
      CHECK(names.insert(name).second);
    }
  }
}

TEST_CASE("A language goes by several names, whatever their case and spaces") {
  for (const char* name : {"cpp", "C++", "GNU C++17", "cplusplus", "c++17", "GNU C++17 (64)"}) {
    CAPTURE(name);
    REQUIRE(find_language(name) != nullptr);
    CHECK(find_language(name)->names[0] == "cpp");
  }
  CHECK(find_language("C++20")->names[0] == "cpp20");
  CHECK(find_language("Python 3")->names[0] == "python");
  CHECK(find_language("C")->names[0] == "c");
  CHECK(find_language("cobol") == nullptr);
}

TEST_CASE("An unknown language is refused, and a missing tool comes with its remedy") {
  const Sandbox sandbox(Isolation::namespaces);
  const Languages languages(sandbox);
  CHECK_THROWS_AS((void)languages.prepare("cobol", "x"), UsageError);
  LanguageSpec spec = *find_language("rust");
  spec.compile[0] = "/usr/bin/no-such-compiler";
  CHECK_THROWS_WITH(require_tools(spec), Catch::Contains("/usr/bin/no-such-compiler") &&
                                             Catch::Contains("apt-get install rustc"));
}

TEST_CASE("Programs read stdin and print, in each language whose tools are here") {
  const auto sandbox = test::compiling_sandbox_or_skip();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  const Languages languages(*sandbox);
  const std::vector<std::pair<std::string, std::string>> sums = {
      {"cpp", sum_cpp},
      {"cpp20",
       "#include <iostream>\n#include <ranges>\nint main() { long s = 0, x; while (std::cin >> x) "
       "s += x; std::cout << s << '\\n'; }\n"},
      {"c",
       "#include <stdio.h>\nint main(void) { long a, b; scanf(\"%ld %ld\", &a, &b); "
       "printf(\"%ld\\n\", a + b); }\n"},
      {"python", "print(sum(map(int, input().split())))\n"},
      {"bash", "read a b\necho $((a + b))\n"},
      {"javascript",
       "const t = require('fs').readFileSync(0, 'utf8').trim().split(' ');\n"
       "console.log(t.map(Number).reduce((a, b) => a + b));\n"}};
  for (const auto& [language, source] : sums) {
    try {
      require_tools(*find_language(language));
    } catch (const InfrastructureError&) {
      continue;
    }
    CAPTURE(language);
    const Prepared prepared = languages.prepare(language, source);
    CAPTURE(prepared.reason, prepared.output);
    REQUIRE(prepared.program);
    const Outcome outcome = run(*prepared.program, "19 23\n");
    CHECK(outcome.output == "42\n");
    CHECK(outcome.exit_code == 0);
  }
}

TEST_CASE("A C++ program may recurse as deep as on Codeforces") {
  const auto sandbox = test::compiling_sandbox_or_skip();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  const Languages languages(*sandbox);
  const Prepared prepared = languages.prepare(
      "cpp",
      "#include <cstdio>\nint depth(int n) { volatile char pad[100]; pad[0] = 0; return n == 0 ? "
      "pad[0] : depth(n - 1) + 1; }\nint main() { printf(\"%d\", depth(1000000)); }\n");
  REQUIRE(prepared.program);
  CHECK(run(*prepared.program, "").output == "1000000");
}

TEST_CASE("A program that does not compile says so, with the compiler's messages") {
  const auto sandbox = test::compiling_sandbox_or_skip();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  const Languages languages(*sandbox);
  const Prepared prepared = languages.prepare("cpp", "int main() { return undefined_name; }\n");
  CHECK_FALSE(prepared.program);
  CHECK(prepared.kind == VerdictKind::compile_error);
  CHECK(prepared.output.find("undefined_name") != std::string::npos);
  CHECK_FALSE(languages.prepare("cpp", "").program);
}

TEST_CASE("A compiler sees no file of the host and stays within its limits") {
  const auto sandbox = test::compiling_sandbox_or_skip();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  const Cache cache;
  const Builder builder(*sandbox, cache.path());
  for (const char* source :
       {"#include \"/etc/passwd\"\nint main() {}\n", "#include </proc/self/maps>\nint main() {}\n",
        "#include </dev/zero>\nint main() {}\n",
        "asm(\".incbin \\\"/etc/passwd\\\"\");\nint main() {}\n",
        "char a[1 << 30] = {1};\nint main() {}\n",
        "template <int n> struct T { T<n + 1> t; };\nT<0> t;\nint main() {}\n",
        "#include __FILE__\nint main() {}\n"}) {
    CAPTURE(source);
    const Built built = builder.build(cpp_request(source));
    CHECK(built.artifact.empty());
    CHECK_FALSE(built.reason.empty());
    CHECK(built.output.size() <= 4096);
    CHECK(built.output.find("root:") == std::string::npos);
  }
  CHECK(cache.programs() == 0);
}

TEST_CASE("A source is compiled once, also where many threads ask for it at the same time") {
  const auto sandbox = test::compiling_sandbox_or_skip();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  const Cache cache;
  const Builder builder(*sandbox, cache.path());
  std::atomic<int> compiled{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      const Built built = builder.build(cpp_request("int main() { return 7; }\n"));
      compiled += built.artifact.empty() ? 100 : 1;
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(compiled == 6);
  CHECK(cache.programs() == 1);
  CHECK(builder.build(cpp_request("int main() { return 7; }\n")).cpu_ms == 0);
  const Builder another(*sandbox, cache.path());
  CHECK(another.build(cpp_request("int main() { return 7; }\n")).cpu_ms == 0);
  CHECK(another.build(cpp_request("int main() { return 8; }\n")).cpu_ms > 0);
}

TEST_CASE("The folder of compiled programs keeps below its bound, oldest first") {
  const auto sandbox = test::compiling_sandbox_or_skip();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  const Cache cache;
  { const Builder made(*sandbox, cache.path()); }
  const auto programs = cache.path() / "programs";
  const auto now = std::filesystem::file_time_type::clock::now();
  for (int hours = 1; hours <= 10; ++hours) {
    const auto file = programs / ("old" + std::to_string(hours));
    replace_file(file, std::string(1000, 'x'));
    std::filesystem::last_write_time(file, now - std::chrono::hours(hours));
  }
  const Builder builder(*sandbox, cache.path(), 5000 + (1 << 20));
  const Builder tight(*sandbox, cache.path(), 5000);
  CHECK_FALSE(builder.build(cpp_request("int main() {}\n")).artifact.empty());
  CHECK(std::filesystem::exists(programs / "old10"));
  CHECK_FALSE(tight.build(cpp_request("int main() { return 1; }\n")).artifact.empty());
  CHECK_FALSE(std::filesystem::exists(programs / "old10"));
  CHECK_FALSE(std::filesystem::exists(programs / "old1"));  // the two programs alone are above it
  CHECK(cache.programs() == 2);
}

TEST_CASE(
    "What a killed assay was compiling is removed from the cache, not what another compiles") {
  const auto sandbox = test::compiling_sandbox_or_skip();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  const Cache cache;
  const Builder builder(*sandbox, cache.path());
  const auto programs = cache.path() / "programs";
  replace_file(programs / "building-left00", "x");
  replace_file(programs / "building-now000", "x");
  std::filesystem::last_write_time(
      programs / "building-left00",
      std::filesystem::file_time_type::clock::now() - std::chrono::hours(2));
  CHECK_FALSE(builder.build(cpp_request("int main() {}\n")).artifact.empty());
  CHECK_FALSE(std::filesystem::exists(programs / "building-left00"));
  CHECK(std::filesystem::exists(programs / "building-now000"));
}

TEST_CASE("A cache folder that others may write to is refused") {
  const auto sandbox = test::compiling_sandbox_or_skip();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  const Cache cache;
  std::filesystem::create_directory(cache.path());
  ::chmod(cache.path().c_str(), 0777);
  CHECK_THROWS_WITH(Builder(*sandbox, cache.path()), Catch::Contains("ASSAY_CACHE"));
  std::filesystem::remove(cache.path());
  std::filesystem::create_symlink("/tmp", cache.path());
  CHECK_THROWS_AS(Builder(*sandbox, cache.path()), InfrastructureError);
}

TEST_CASE("A common header is compiled ahead after a few programs, and changes no result") {
  const auto sandbox = test::compiling_sandbox_or_skip();
  if (!sandbox) {
    ASSAY_SKIP("no sandbox or no g++ here");
  }
  const Cache cache;
  const Builder builder(*sandbox, cache.path());
  const auto compiled_headers = [&] {
    std::size_t count = 0;
    for (const auto& file :
         std::filesystem::recursive_directory_iterator(cache.path() / "headers")) {
      count += file.path().extension() == ".gch" ? 1U : 0U;
    }
    return count;
  };
  for (int i = 0; i < 6; ++i) {
    BuildRequest request = cpp_request("#include <common.hpp>\nint main() { return the_value + " +
                                       std::to_string(i) + "; }\n");
    request.header = {"common.hpp", "#pragma once\nconstexpr int the_value = 40;\n"};
    CHECK(compiled_headers() == (i < 4 ? 0U : 1U));
    const Built built = builder.build(request);
    CAPTURE(built.output);
    REQUIRE_FALSE(built.artifact.empty());
    Command command;
    command.binds = {shown(*sandbox, built.artifact, "program")};
    command.argv = {command.binds[0].inside};
    CHECK(sandbox->run(command, Limits()).exit_code == 40 + i);
  }
}

}  // namespace assay
