// The main job on the built-in model, through the real program.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "engine/core/philox.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace assay::test {
namespace {

const std::string small_run = "$ASSAY run assay-math assay-code --limit 12 -k 2 ";

std::string canonical(const std::string& run, const std::filesystem::path& directory) {
  const ProcessResult result = shell("$ASSAY export " + run + " --to jsonl --canonical", directory);
  REQUIRE(result.exit_code == 0);
  return result.out;
}

TEST_CASE("twice the same run, one and two threads, batch 1 and 64: equal") {
  const TemporaryDirectory here;
  REQUIRE(shell(small_run + "-o base.run", here.path()).exit_code == 0);
  const std::string base = canonical("base.run", here.path());
  CHECK(std::count(base.begin(), base.end(), '\n') == 48);
  int number = 0;
  for (const char* flags :
       {"", "--threads 1", "--threads 2", "--max-batch 1", "--max-batch 64 --threads 2"}) {
    INFO(flags);
    const std::string name = "again" + std::to_string(number++) + ".run ";
    REQUIRE(shell(small_run + flags + " -o " + name, here.path()).exit_code == 0);
    CHECK(canonical(name, here.path()) == base);
  }
  // The comparison can fail: another seed gives another run.
  REQUIRE(shell(small_run + "--seed 1 -o other.run", here.path()).exit_code == 0);
  CHECK(canonical("other.run", here.path()) != base);
}

TEST_CASE("k=2 is a prefix of k=4, and raising k equals k at once") {
  const TemporaryDirectory here;
  REQUIRE(shell("$ASSAY run assay-math --limit 6 -k 2 -o a.run", here.path()).exit_code == 0);
  REQUIRE(shell("$ASSAY run assay-math --limit 6 -k 4 -o a.run", here.path()).exit_code == 0);
  REQUIRE(shell("$ASSAY run assay-math --limit 6 -k 4 -o b.run", here.path()).exit_code == 0);
  CHECK(canonical("a.run", here.path()) == canonical("b.run", here.path()));
}

TEST_CASE("another suite does not slip into a run that exists") {
  const TemporaryDirectory here;
  REQUIRE(shell("$ASSAY run assay-math --limit 2 -k 1 -o a.run", here.path()).exit_code == 0);
  const std::string before = canonical("a.run", here.path());
  for (const char* suites : {"assay-code", "assay-math assay-code"}) {
    const ProcessResult result =
        shell(std::string("$ASSAY run ") + suites + " --limit 2 -k 1 -o a.run", here.path());
    INFO(result.err);
    CHECK(result.exit_code == 3);
    CHECK(result.err.find("suites: the run has assay-math, you asked for assay-") !=
          std::string::npos);
    CHECK(result.err.find("-o") != std::string::npos);
  }
  CHECK(canonical("a.run", here.path()) == before);
}

TEST_CASE("resume after SIGKILL at ten random moments yields the same bytes") {
  const TemporaryDirectory here;
  const std::string command = "$ASSAY run assay-math assay-code --limit 40 -k 4 --threads 1 ";
  REQUIRE(shell(command + "-o whole.run", here.path()).exit_code == 0);
  PhiloxStream random(2024, 0);
  int killed = 0;
  for (int i = 0; i < 10; ++i) {
    const double seconds = 0.05 * random.between(1, 20);
    const ProcessResult result =
        shell("timeout -s KILL " + std::to_string(seconds) + " " + command + "-o killed.run",
              here.path());
    killed += result.exit_code == 137 ? 1 : 0;
  }
  INFO("killed " << killed);
  CHECK(killed > 0);
  REQUIRE(shell(command + "-o killed.run", here.path()).exit_code == 0);
  CHECK(canonical("killed.run", here.path()) == canonical("whole.run", here.path()));
}

TEST_CASE("Ctrl-C stops cleanly, says how to go on, and the run goes on") {
  const TemporaryDirectory here;
  const std::string command = "$ASSAY run assay-math -k 4 --threads 1 --limit 40 ";
  // The signal comes after the third of 160 samples. A shell's background jobs ignore SIGINT.
  const ProcessResult stopped = shell(
      "touch events; env --default-signal=INT " + command +
          "--json -o a.run > events & "
          "while kill -0 $! && [ $(grep -c '\"sample\"' events) -lt 3 ]; do sleep 0.02; done; "
          "kill -INT $!; wait $!",
      here.path());
  CHECK(stopped.exit_code == 4);
  CHECK(stopped.err.find("run the same command again") != std::string::npos);
  REQUIRE(shell(command + "-o a.run", here.path()).exit_code == 0);
  REQUIRE(shell(command + "-o b.run", here.path()).exit_code == 0);
  CHECK(canonical("a.run", here.path()) == canonical("b.run", here.path()));
}

TEST_CASE("with --json a run gives one event a line and ends with every metric") {
  const TemporaryDirectory here;
  const ProcessResult result =
      shell("$ASSAY run assay-math --limit 3 -k 2 --json -o a.run", here.path());
  REQUIRE(result.exit_code == 0);
  std::istringstream lines(result.out);
  std::string line;
  nlohmann::json last;
  int samples = 0;
  while (std::getline(lines, line)) {
    last = nlohmann::json::parse(line);
    samples += last.at("event") == "sample" ? 1 : 0;
  }
  CHECK(samples == 6);
  CHECK(last.at("event") == "done");
  CHECK(last.at("summary").at("suites").size() == 1);
}

TEST_CASE("a --dry-run prints prompt, ids and planned work, and writes nothing") {
  const TemporaryDirectory here;
  const ProcessResult result = shell("$ASSAY run assay-math -k 3 --limit 5 --dry-run", here.path());
  CHECK(result.exit_code == 0);
  CHECK(result.out.find("5 problems x 3 = 15 samples") != std::string::npos);
  CHECK(result.out.find("<｜User｜>") != std::string::npos);
  CHECK(result.out.find("ids: 1 3 ") != std::string::npos);
  CHECK(std::filesystem::is_empty(here.path()));
}

TEST_CASE("settings from a file stand below flags") {
  const TemporaryDirectory here;
  std::ofstream(here.path() / "s.yaml")
      << "suites: [assay-math]\nk: 3\nlimit: 4\ntemperature: 0.9\n";
  const ProcessResult result = shell("$ASSAY run --config s.yaml -k 2 --dry-run", here.path());
  INFO(result.err);
  CHECK(result.exit_code == 0);
  CHECK(result.out.find("4 problems x 2 = 8 samples, temperature 0.9") != std::string::npos);
}

TEST_CASE("show, report, list, doctor and grade read what a run wrote") {
  const TemporaryDirectory here;
  REQUIRE(shell("$ASSAY run assay-math --limit 3 -k 2 -o a.run", here.path()).exit_code == 0);
  const std::string before = canonical("a.run", here.path());
  CHECK(shell("$ASSAY show a.run", here.path()).out.find("pass@1") != std::string::npos);
  const std::string listing = shell("$ASSAY show a.run", here.path()).out;
  const std::size_t at = listing.find("assay-math/");
  REQUIRE(at != std::string::npos);
  const std::string problem = listing.substr(at, listing.find(' ', at) - at);
  CHECK(shell("$ASSAY show a.run " + problem, here.path()).out.find("gold:") != std::string::npos);
  CHECK(shell("$ASSAY show a.run " + problem + " 1", here.path()).out.find("--- thinking") !=
        std::string::npos);
  const auto report = nlohmann::json::parse(shell("$ASSAY report a.run --json", here.path()).out);
  CHECK(report.at("suites").at(0).at("name") == "assay-math");
  REQUIRE(shell("$ASSAY report a.run -o page.html", here.path()).exit_code == 0);
  CHECK(slurp(here.path() / "page.html").find("<!doctype html>") != std::string::npos);
  CHECK(shell("$ASSAY list suites", here.path()).out.find("gsm8k") != std::string::npos);
  CHECK(shell("$ASSAY list models", here.path()).out.find("assay-tiny") != std::string::npos);
  CHECK(shell("$ASSAY list references", here.path()).out.find("DeepSeek-R1") != std::string::npos);
  const ProcessResult graded = shell("$ASSAY grade a.run --explain", here.path());
  CHECK(graded.exit_code == 0);
  CHECK(graded.err.find("; 0 changed") != std::string::npos);
  CHECK(canonical("a.run", here.path()) == before);
  CHECK(shell("$ASSAY doctor", here.path()).out.find("sandbox") != std::string::npos);
  CHECK(shell("$ASSAY --version", here.path()).out.rfind("assay ", 0) == 0);
}

TEST_CASE("try streams thinking and answer apart") {
  const TemporaryDirectory here;
  const ProcessResult result =
      shell("$ASSAY try builtin 'What is 12+30?' --temperature 0", here.path());
  INFO(result.out << result.err);
  CHECK(result.exit_code == 0);
  CHECK(result.out.find("--- answer ---") != std::string::npos);
  CHECK(result.out.find("\\boxed{") != std::string::npos);
}

TEST_CASE("a reply in a file is judged by what stands after its thinking") {
  const TemporaryDirectory here;
  std::ofstream(here.path() / "p.jsonl")
      << R"({"id": "a", "gold": "3/4", "response": "<think>\\boxed{9}</think> so \\boxed{0.75}"})"
      << '\n'
      << R"({"id": "b", "gold": "9", "response": "<think>\\boxed{9} and on"})" << '\n'
      << R"({"id": "c", "gold": "9", "response": "<think>long", "finish_reason": "length"})" << '\n'
      << R"({"id": "d", "gold": "2", "answer": "3"})" << '\n';
  const ProcessResult result = shell("$ASSAY grade --pairs p.jsonl --json", here.path());
  REQUIRE(result.exit_code == 0);
  std::istringstream lines(result.out);
  std::vector<std::string> verdicts;
  for (std::string line; std::getline(lines, line);) {
    verdicts.push_back(nlohmann::json::parse(line).at("verdict"));
  }
  CHECK(verdicts == std::vector<std::string>{"correct", "unparsed", "truncated", "incorrect"});
}

}  // namespace
}  // namespace assay::test
