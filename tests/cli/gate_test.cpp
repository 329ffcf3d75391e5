// The gate on the built-in model, through the real program: exit codes, files, mistakes.
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/sample_run.hpp"

namespace assay::test {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;

const std::string run_math = "$ASSAY run assay-math --limit 30 -k 2 ";

void write(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// Removes the environment of a CI in which the test itself may run.
ProcessResult gate(const std::string& arguments, const fs::path& here,
                   const std::string& environment = "GITHUB_ACTIONS=") {
  return shell(environment + " $ASSAY gate " + arguments, here);
}

void make_run(const std::string& flags, const fs::path& here) {
  const ProcessResult made = shell(run_math + flags, here);
  INFO(made.err);
  REQUIRE(made.exit_code == 0);
}

TEST_CASE("GO, NO-GO and INCONCLUSIVE have their exit codes, texts and files") {
  const TemporaryDirectory directory;
  const fs::path& here = directory.path();
  make_run("-o a.run", here);
  make_run("--seed 1 -o b.run", here);
  make_run("--temperature 3 -o hot.run", here);
  write(here / "gate.yaml", "all:\n  max_drop: 0.02\n  max_thinking_growth: 0.2\n");

  const ProcessResult same = gate("a.run --baseline a.run --policy gate.yaml", here);
  CHECK(same.exit_code == 0);
  CHECK_THAT(same.out, Contains("GO: 2 of 2 checks"));

  const ProcessResult seed =
      gate("b.run --baseline a.run --policy gate.yaml --junit j.xml --markdown m.md", here);
  CHECK(seed.exit_code == 2);
  CHECK_THAT(seed.out, Contains("INCONCLUSIVE") && Contains("to decide at the change"));
  CHECK_THAT(slurp(here / "j.xml"), Contains("<skipped type=\"INCONCLUSIVE\""));
  CHECK_THAT(slurp(here / "m.md"), Contains("## assay gate: INCONCLUSIVE"));
  CHECK(gate("b.run --baseline a.run --policy gate.yaml --strict", here).exit_code == 1);

  const ProcessResult hot =
      gate("hot.run --baseline a.run --policy gate.yaml --allow-different --save-baseline no.json",
           here);
  CHECK(hot.exit_code == 1);
  CHECK_THAT(hot.out, Contains("NO-GO"));
  CHECK_FALSE(fs::exists(here / "no.json"));

  REQUIRE(gate("a.run --save-baseline a.json", here).exit_code == 0);
  CHECK(gate("a.run --baseline a.json --policy gate.yaml", here).exit_code == 0);
  auto by_run =
      nlohmann::json::parse(gate("b.run --baseline a.run --policy gate.yaml --json", here).out);
  auto by_baseline =
      nlohmann::json::parse(gate("b.run --baseline a.json --policy gate.yaml --json", here).out);
  by_run.at("comparison").at("a").erase("path");
  by_baseline.at("comparison").at("a").erase("path");
  CHECK(by_run == by_baseline);
}

TEST_CASE("the JUnit file is well-formed XML, strict or not") {
  if (shell("command -v xmllint", "/").exit_code != 0) {
    ASSAY_SKIP("xmllint is not here");
  }
  const TemporaryDirectory directory;
  const fs::path& here = directory.path();
  make_run("-o a.run", here);
  make_run("--seed 1 -o b.run", here);
  write(here / "gate.yaml", "all: {max_drop: 0.02, max_unparsed_growth: 0.5}\n");
  const std::string arguments = "b.run --baseline a.run --policy gate.yaml --junit j.xml";
  for (const char* flags : {"", " --strict"}) {
    REQUIRE(gate(arguments + flags, here).exit_code != 3);
    const ProcessResult checked = shell("xmllint --noout j.xml", here);
    INFO(checked.err);
    CHECK(checked.exit_code == 0);
  }
  // The check can fail.
  write(here / "j.xml", "<testsuites><testsuite></testsuites>");
  CHECK(shell("xmllint --noout j.xml", here).exit_code != 0);
}

TEST_CASE("in GitHub Actions annotations follow on stdout, and JSON stays JSON") {
  const TemporaryDirectory directory;
  const fs::path& here = directory.path();
  make_run("-o a.run", here);
  write(here / "gate.yaml", "all: {max_drop: 0.02}\n");
  const std::string arguments = "a.run --baseline a.run --policy gate.yaml";
  const ProcessResult text = gate(arguments, here, "GITHUB_ACTIONS=true");
  CHECK_THAT(text.out, Contains("\n::notice file=gate.yaml,line=1,title=assay gate::GO: 1 of 1"));
  CHECK_THAT(gate(arguments, here).out, !Contains("::notice"));
  const ProcessResult json = gate(arguments + " --json", here, "GITHUB_ACTIONS=true");
  CHECK(nlohmann::json::parse(json.out).at("verdict") == "GO");
  CHECK_THAT(json.err, Contains("::notice"));
}

TEST_CASE("mistakes and damaged inputs have one clear line and their exit code") {
  const TemporaryDirectory directory;
  const fs::path& here = directory.path();
  make_run("-o a.run", here);
  REQUIRE(shell("$ASSAY run assay-math --limit 20 -k 2 -o part.run", here).exit_code == 0);
  REQUIRE(shell("$ASSAY run assay-code --limit 2 -k 2 -o code.run", here).exit_code == 0);
  write(here / "gate.yaml", "all: {max_drop: 0.02}\n");
  write(here / "typo.yaml", "\n\nall:\n  max_dorp: 0.02\n");
  write(here / "zero.yaml", "all: {max_drop: 0}\n");
  write(here / "other.yaml", "suites:\n  gsm8k: {max_drop: 0.1}\n");
  write(here / "text.json", "{\"format\": 1}");
  const std::string run = slurp(here / "a.run");
  write(here / "short.run", run.substr(0, run.size() / 2));
  write(here / "empty.run", "");

  struct Mistake {
    std::string arguments;
    int exit_code;
    std::string words;
  };
  const std::string rest = " --policy gate.yaml";
  for (const Mistake& mistake : std::vector<Mistake>{
           {"a.run", 3, "--save-baseline"},
           {"a.run --baseline a.run", 3, "--policy belong together"},
           {"a.run --baseline none.json" + rest, 3, "none.json"},
           {"none.run --baseline a.run" + rest, 3, "none.run"},
           {"a.run --baseline a.run --policy none.yaml", 3, "none.yaml"},
           {"a.run --baseline a.run --policy typo.yaml", 3,
            "typo.yaml:4: max_dorp: no such field; did you mean max_drop?"},
           {"a.run --baseline a.run --policy zero.yaml", 3, "zero.yaml:1: max_drop: 0 cannot"},
           {"a.run --baseline a.run --policy other.yaml", 3, "other.yaml:2: suite gsm8k"},
           {"a.run --baseline text.json" + rest, 3, "text.json"},
           {"short.run --baseline a.run" + rest, 3, "short.run"},
           {"empty.run --baseline a.run" + rest, 3, "empty.run"},
           {"code.run --baseline a.run" + rest, 3, "suite assay-math: B does not have it"},
           {"part.run --baseline a.run" + rest, 3, "problems of assay-math: A has 30, B has 20"},
           {"a.run --baseline a.run --kernels k.json" + rest, 3, "--baseline-kernels"},
           {"a.run --baseline a.run --junit /proc/nowhere/j.xml" + rest, 4, "/proc/nowhere"},
       }) {
    const ProcessResult result = gate(mistake.arguments, here);
    INFO(mistake.arguments << "\nstdout: " << result.out << "\nstderr: " << result.err);
    CHECK(result.exit_code == mistake.exit_code);
    CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
    CHECK_THAT(result.err, Contains(mistake.words));
    CHECK(result.out.empty());
  }
}

#ifdef ASSAY_BENCH_BINARY
TEST_CASE("times that assay-bench wrote are gated, and slower ones refused") {
  const TemporaryDirectory directory;
  const fs::path& here = directory.path();
  make_run("-o a.run", here);
  const std::string bench =
      ASSAY_BENCH_BINARY " --benchmark_filter=rmsnorm --benchmark_min_time=0.001 ";
  REQUIRE(shell(bench + "--benchmark_out=a.json --benchmark_out_format=json", here).exit_code == 0);
  auto slower = nlohmann::json::parse(slurp(here / "a.json"));
  for (nlohmann::json& row : slower.at("benchmarks")) {
    row["real_time"] = row.at("real_time").get<double>() * 1000;
  }
  write(here / "slower.json", slower.dump());
  write(here / "gate.yaml", "all: {max_drop: 0.02}\nkernels: {max_slowdown: 0.05}\n");
  const std::string rest = " --baseline a.run --policy gate.yaml --baseline-kernels a.json";
  const ProcessResult same = gate("a.run --kernels a.json" + rest, here);
  CHECK(same.exit_code == 0);
  CHECK_THAT(same.out, Contains("rmsnorm/cpu"));
  const ProcessResult worse = gate("a.run --kernels slower.json" + rest, here);
  CHECK(worse.exit_code == 1);
  CHECK_THAT(worse.out, Contains("NO-GO") && Contains("rmsnorm/cpu"));
}
#endif

TEST_CASE("a run that was stopped is incomplete, and no smaller denominator") {
  const TemporaryDirectory directory;
  const fs::path& here = directory.path();
  {
    RunFile file = RunFile::create(here / "a.run", sample_manifest({sample_suite("s", 2)}));
    file.add_problems("s", {sample_problem(0)});
    file.append(sample_of("s", "p0", 0, VerdictKind::correct, 50));
    static_cast<void>(RunFile::create(here / "empty.run", sample_manifest({sample_suite("s", 2)})));
  }
  write(here / "gate.yaml", "all: {max_drop: 0.02}\n");
  const ProcessResult stopped = gate("a.run --baseline a.run --policy gate.yaml", here);
  CHECK(stopped.exit_code == 4);
  CHECK_THAT(stopped.err, Contains("a.run: incomplete: s: 1 of 2 samples are not scored"));
  const ProcessResult empty = gate("empty.run --baseline a.run --policy gate.yaml", here);
  CHECK(empty.exit_code == 4);
  const ProcessResult saved = gate("empty.run --save-baseline b.json", here);
  CHECK(saved.exit_code == 4);
  CHECK_THAT(saved.err, Contains("empty.run: incomplete: s: no problem is stored"));
  CHECK_FALSE(fs::exists(here / "b.json"));
}

TEST_CASE("of one shard the rest comes by merge, not by running it again") {
  const TemporaryDirectory directory;
  const fs::path& here = directory.path();
  {
    Manifest manifest = sample_manifest({sample_suite("s", 1)});
    manifest.shards = {2, {1}};
    RunFile file = RunFile::create(here / "1.run", manifest);
    file.add_problems("s", {sample_problem(0), sample_problem(1)});
    file.append(sample_of("s", "p0", 0, VerdictKind::correct, 50));
  }
  const ProcessResult shard = gate("1.run --save-baseline b.json", here);
  CHECK(shard.exit_code == 4);
  CHECK_THAT(shard.err, Contains("this is shard 1/2 alone") && Contains("assay merge") &&
                            !Contains("assay run command again"));
}

}  // namespace
}  // namespace assay::test
