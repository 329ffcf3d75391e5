// assay replay at the command line: a run's traces through the model that drew them, and others.
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/engine.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace assay::test {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;
using nlohmann::json;

const std::string run_math = "$ASSAY run assay-math --limit 6 -k 2 -o a.run ";

ProcessResult must(const std::string& command, const fs::path& here) {
  ProcessResult result = shell(command, here);
  INFO(command << "\n" << result.err);
  REQUIRE(result.exit_code == 0);
  return result;
}

json drift(const std::string& arguments, const fs::path& here) {
  return json::parse(must("$ASSAY replay a.run --json " + arguments, here).out);
}

/// A copy of the built-in model with the sign of one weight turned.
void flip_one_weight(const fs::path& to) {
  fs::copy(builtin_model_directory(), to, fs::copy_options::recursive);
  std::fstream file(to / "model.safetensors", std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(-1, std::ios::end);
  const auto last = file.tellg();
  const int byte = file.get();
  file.seekp(last);
  file.put(static_cast<char>(byte ^ 0x80));  // of a bf16 number, little-endian
}

}  // namespace

TEST_CASE(
    "a run replayed through the model that drew it has no drift and draws every token again") {
  const TemporaryDirectory here;
  must(run_math + "--threads 1 --max-batch 1", here.path());
  const json report = drift("-m builtin --threads 2", here.path());
  CHECK(report.at("exact") == true);
  CHECK(report.at("parted") == 0);
  CHECK(report.at("traces").size() == 12);
  CHECK(report.at("change").at("mean") == 0.0);
  CHECK(report.at("tokens") > 500);
}

TEST_CASE("forced closings and continuations are no parting") {
  for (const char* flags : {"--think-budget 8", "--think-budget 8,20", "--think-extend 1",
                            "--temperature 0", "--max-tokens 20"}) {
    CAPTURE(flags);
    const TemporaryDirectory here;
    must(run_math + flags, here.path());
    const json report = drift("-m builtin", here.path());
    CHECK(report.at("exact") == true);
    CHECK(report.at("parted") == 0);
    CHECK(report.at("traces").size() == 12);
  }
}

TEST_CASE("fewer bits a weight drift further") {
  const TemporaryDirectory here;
  must(run_math, here.path());
  const json q8 = drift("-m builtin --weights q8", here.path());
  const json q4 = drift("-m builtin --weights q4", here.path());
  CHECK(q8.at("exact") == false);
  CHECK(q8.at("change").at("mean") > 0.0);
  CHECK(q4.at("change").at("mean") > 2 * q8.at("change").at("mean").get<double>());
  CHECK(q4.at("divergence").at("mean") > 2 * q8.at("divergence").at("mean").get<double>());
}

TEST_CASE("a single weight that is flipped is found, and the first token that it moves is named") {
  const TemporaryDirectory here;
  must(run_math, here.path());
  flip_one_weight(here.path() / "flipped");
  const json report = drift("-m flipped", here.path());
  CHECK(report.at("exact") == false);
  CHECK(report.at("after").at("hash") != report.at("before").at("hash"));
  CHECK(report.at("before").at("name") == "assay-tiny");
  std::size_t moved = 0;
  for (const json& trace : report.at("traces")) {
    moved += trace.at("largest") > 0.0 ? 1 : 0;
    CHECK(trace.at("largest_at") < trace.at("tokens"));
  }
  CHECK(moved > 0);
}

TEST_CASE("the gate judges the drift of the candidate's model, and of no other") {
  const TemporaryDirectory directory;
  const fs::path& here = directory.path();
  must(run_math, here);
  must("$ASSAY run assay-math --limit 6 -k 2 -o q4.run --weights q4", here);
  std::ofstream(here / "gate.yaml") << "replay: {max_change: 0.0000001}\n";
  must("$ASSAY replay a.run -m builtin --json > same.json", here);
  must("$ASSAY replay a.run -m builtin --weights q4 --json > q4.json", here);
  const std::string gate = "GITHUB_ACTIONS= $ASSAY gate --baseline a.run --policy gate.yaml ";
  CHECK(shell(gate + "a.run --replay same.json", here).exit_code == 0);
  const ProcessResult stopped = shell(gate + "q4.run --replay q4.json", here);
  CHECK(stopped.exit_code == 1);
  CHECK_THAT(stopped.out, Contains("NO-GO") && Contains("replay log-probability rose by"));
  const ProcessResult other = shell(gate + "a.run --replay q4.json", here);
  CHECK(other.exit_code == 3);
  CHECK_THAT(other.err, Contains("q4.json: is of assay-tiny"));
  CHECK(shell(gate + "a.run", here).exit_code == 3);
}

TEST_CASE("what cannot be replayed is told in one line") {
  const TemporaryDirectory directory;
  const fs::path& here = directory.path();
  must(run_math, here);
  std::ofstream(here / "text.run") << "no run\n";
  flip_one_weight(here / "model");
  must("$ASSAY run assay-math --limit 2 -k 1 -m model -o own.run", here);
  fs::remove_all(here / "model");
  fs::copy(builtin_model_directory(), here / "model", fs::copy_options::recursive);
  const std::pair<const char*, const char*> cases[] = {
      {"missing.run -m builtin", "missing.run"},
      {"text.run -m builtin", "text.run"},
      {"a.run -m http://127.0.0.1:1/v1", "behind a server"},
      {"a.run -m nowhere", "no such model"},
      {"a.run -m builtin --against nowhere", "no such model"},
      {"own.run -m builtin", "no longer the weights that drew the run"},
      {"a.run", "--model"},
  };
  for (const auto& [arguments, message] : cases) {
    CAPTURE(arguments);
    const ProcessResult result = shell(std::string("$ASSAY replay ") + arguments, here);
    CHECK(result.exit_code == 3);
    CHECK_THAT(result.err, Contains(message));
    CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
  }
  CHECK(shell("$ASSAY replay own.run -m builtin --against model", here).exit_code == 0);
}

}  // namespace assay::test
