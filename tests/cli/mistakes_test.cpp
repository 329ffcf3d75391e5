// Mistakes that a new user makes: one clear line each, and the designed exit code.
#include <filesystem>
#include <fstream>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace assay::test {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

/// Runs `command`, and checks exit code, that stderr is one line, and that it holds `words`.
void expect_mistake(const std::string& command, int exit_code,
                    const std::vector<std::string>& words, const fs::path& directory) {
  const ProcessResult result = shell(command, directory);
  INFO(command << "\nstdout: " << result.out << "\nstderr: " << result.err);
  CHECK(result.exit_code == exit_code);
  CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 1);
  CHECK(result.err.rfind("assay: ", 0) == 0);
  for (const std::string& word : words) {
    INFO(word);
    CHECK(result.err.find(word) != std::string::npos);
  }
}

void copy_builtin_model(const fs::path& to) {
  fs::copy(fs::path(ASSAY_TEST_SOURCE) / "engine/checkpoint/assay-tiny", to);
}

TEST_CASE("flags that make no sense are named") {
  const TemporaryDirectory here;
  const fs::path& d = here.path();
  expect_mistake("$ASSAY", 3, {"subcommand"}, d);
  expect_mistake("$ASSAY fly", 3, {"fly", "--help"}, d);
  expect_mistake("$ASSAY run", 3, {"at least one suite"}, d);
  expect_mistake("$ASSAY run assay-math -k 0", 3, {"-k 0", "1 or more"}, d);
  expect_mistake("$ASSAY run assay-math -k three", 3, {"three"}, d);
  expect_mistake("$ASSAY run assay-math --limit 0", 3, {"--limit 0"}, d);
  expect_mistake("$ASSAY run assay-math --temperature -1", 3, {"--temperature -1"}, d);
  expect_mistake("$ASSAY run assay-math --top-p 1.5", 3, {"--top-p 1.5"}, d);
  expect_mistake("$ASSAY run assay-math --preset r2", 3, {"r2", "r1, greedy"}, d);
  expect_mistake("$ASSAY run assay-math --ids nope", 3, {"nope", "assay-math"}, d);
  expect_mistake("$ASSAY run assay-math assay-math", 3, {"named twice"}, d);
  expect_mistake("$ASSAY run assay-math --shard 0/2", 3, {"--shard 0/2", "1 to n"}, d);
  expect_mistake("$ASSAY run assay-math --shard 3/2", 3, {"--shard 3/2", "1 to n"}, d);
  expect_mistake("$ASSAY run assay-math --shard half", 3, {"--shard half", "i/n"}, d);
  expect_mistake("$ASSAY run assay-math --until-ci 2", 3, {"--until-ci 2", "0.02 is 2 points"}, d);
  expect_mistake("$ASSAY run assay-math --until-ci 0.1 -k 1", 3, {"-k 1", "pilot"}, d);
  expect_mistake("$ASSAY run assay-math --until-ci 0.1 --max-k 4", 3, {"--max-k 4", "pilot"}, d);
  expect_mistake("$ASSAY run assay-math --max-k 4", 3, {"--max-k", "--until-ci"}, d);
  expect_mistake("$ASSAY run assay-math --until-ci 0.1 --shard 1/2", 3, {"--shard", "use one"}, d);
  expect_mistake("$ASSAY run assay-math --device cuda:9", 3, {"cuda:9"}, d);
  expect_mistake("$ASSAY run assay-math --seed -1", 3, {"--seed", "18446744073709551615"}, d);
  expect_mistake("$ASSAY run assay-math --seed 999999999999999999999999", 3, {"--seed"}, d);
  CHECK(fs::is_empty(d));
}

TEST_CASE("an unknown suite is answered with the names there are") {
  const TemporaryDirectory here;
  expect_mistake("$ASSAY run assay-maths", 3, {"assay-maths", "assay-math"}, here.path());
}

TEST_CASE("a suite whose data is missing says where to get it and where to put it") {
  const TemporaryDirectory here;
  expect_mistake("$ASSAY run gsm8k", 3, {"gsm8k", "--data", "https://"}, here.path());
  expect_mistake("$ASSAY run gsm8k --data nowhere", 3, {"--data nowhere", "not a directory"},
                 here.path());
  expect_mistake("ASSAY_DATA=nowhere $ASSAY run gsm8k", 3, {"$ASSAY_DATA nowhere"}, here.path());
}

TEST_CASE("an unknown model names what there is") {
  const TemporaryDirectory here;
  expect_mistake("$ASSAY run assay-math -m no-such-model", 3, {"no-such-model", "builtin"},
                 here.path());
}

TEST_CASE("damaged checkpoints are told by file and remedy") {
  const TemporaryDirectory here;
  const fs::path& d = here.path();
  copy_builtin_model(d / "no-weights");
  fs::remove(d / "no-weights/model.safetensors");
  expect_mistake("$ASSAY run assay-math -m no-weights", 3, {"model.safetensors"}, d);

  copy_builtin_model(d / "short");
  fs::resize_file(d / "short/model.safetensors", fs::file_size(d / "short/model.safetensors") / 2);
  expect_mistake("$ASSAY run assay-math -m short", 3, {"model.safetensors", "trunc"}, d);

  copy_builtin_model(d / "no-config");
  fs::remove(d / "no-config/config.json");
  expect_mistake("$ASSAY run assay-math -m no-config", 3, {"config.json"}, d);

  copy_builtin_model(d / "bad-config");
  write(d / "bad-config/config.json", "{\"hidden_size\": ");
  expect_mistake("$ASSAY run assay-math -m bad-config", 3, {"config.json"}, d);
  expect_mistake("$ASSAY run assay-math -m some.gguf", 3, {"GGUF", "llama.cpp"}, d);
}

TEST_CASE("malformed suites and data are told by file and line") {
  const TemporaryDirectory here;
  const fs::path& d = here.path();
  write(d / "broken.yaml", "name: broken\ntitle: [unclosed\n");
  expect_mistake("$ASSAY run broken.yaml", 3, {"broken.yaml:"}, d);
  write(d / "data/gsm8k/test.jsonl", "{\"question\": \"q\", \"answer\": \n");
  write(d / "data/gsm8k/openai__grade-school-math__test.jsonl",
        "{\"question\": \"q\", \"answer\": \n");
  expect_mistake("$ASSAY run gsm8k --data data", 3, {"gsm8k"}, d);
  write(d / "pairs.jsonl", "{\"gold\": \"1\", \"answer\": \"1\"}\n{\"gold\": \"2\"}\n");
  expect_mistake("$ASSAY grade --pairs pairs.jsonl", 3, {"pairs.jsonl:2", "response"}, d);
  write(d / "empty.jsonl", "\n");
  expect_mistake("$ASSAY grade --pairs empty.jsonl", 3, {"empty.jsonl", "no answers"}, d);
  write(d / "settings.yaml", "k: 2\ntemprature: 1\n");
  expect_mistake("$ASSAY run assay-math --config settings.yaml", 3,
                 {"settings.yaml:2", "temprature"}, d);
}

TEST_CASE("a reference that no shipped result has is told by line, and stops nothing") {
  const TemporaryDirectory here;
  write(here.path() / "own.jsonl", "{\"id\": \"a\", \"q\": \"1+1\", \"a\": 2}\n");
  write(here.path() / "own.yaml",
        "name: own\ntitle: Own\nlicense: MIT\nreader: jsonl\nsources: [{paths: [own.jsonl]}]\n"
        "fields: {id: id, question: q, gold: a}\ntemplate: '{question}'\ngrader: math\n"
        "reference: gsm8\n");
  const ProcessResult result = shell("$ASSAY run own.yaml --dry-run", here.path());
  CHECK(result.exit_code == 0);
  CHECK(
      result.err.rfind("Note: own.yaml:9: field 'reference' is 'gsm8', which no shipped reference "
                       "has, did you mean 'gsm8k'?; ",
                       0) == 0);
}

TEST_CASE("outputs that cannot be written are told before any work") {
  const TemporaryDirectory here;
  expect_mistake("$ASSAY run assay-math -o /proc/nowhere/x.run", 4, {"/proc/nowhere/x.run"},
                 here.path());
  expect_mistake("$ASSAY run assay-math -o missing-directory/x.run", 4, {"missing-directory"},
                 here.path());
}

TEST_CASE("results that cannot be printed are an error") {
  const TemporaryDirectory here;
  REQUIRE(shell("$ASSAY run assay-math --limit 1 -k 1 -o a.run", here.path()).exit_code == 0);
  for (const char* command : {"report a.run", "report a.run --json", "show a.run", "list suites"}) {
    expect_mistake("$ASSAY " + std::string(command) + " >/dev/full", 4, {"standard output"},
                   here.path());
  }
}

TEST_CASE("a run file is not written over by what is made of it") {
  const TemporaryDirectory here;
  const fs::path& d = here.path();
  REQUIRE(shell("$ASSAY run assay-math --limit 1 -k 1 -o a.run", d).exit_code == 0);
  const std::string before = slurp(d / "a.run");
  for (const char* command :
       {"report a.run -o a.run", "report a.run --json -o a.run", "export a.run -o a.run",
        "export a.run --to inspect -o a.run", "gate a.run --save-baseline a.run"}) {
    expect_mistake("$ASSAY " + std::string(command), 3, {"a.run", "run file"}, d);
  }
  CHECK(slurp(d / "a.run") == before);
}

TEST_CASE("a full disk stops the run with one line and keeps what was earned") {
  const TemporaryDirectory here;
  // A limit on file size stands in for the disk; the write fails in the same place.
  const std::string run = "$ASSAY run assay-math -k 64 --limit 20 -o full.run";
  const ProcessResult result = shell("trap '' XFSZ; ulimit -f 300; " + run, here.path());
  INFO(result.err);
  CHECK(result.exit_code == 4);
  CHECK(result.err.find("full.run") != std::string::npos);
  const ProcessResult shown = shell("$ASSAY export full.run --canonical | wc -l", here.path());
  CHECK(std::stoi(shown.out) > 0);
}

TEST_CASE("a run file of another model or seed is not mixed") {
  const TemporaryDirectory here;
  const fs::path& d = here.path();
  REQUIRE(shell("$ASSAY run assay-math --limit 2 -k 1 -o a.run", d).exit_code == 0);
  expect_mistake("$ASSAY run assay-math --limit 2 -k 1 -o a.run --seed 5", 3,
                 {"a.run", "seed", "-o"}, d);
  expect_mistake("$ASSAY run assay-math --limit 2 -k 1 -o a.run --temperature 1", 3,
                 {"a.run", "temperature"}, d);
  copy_builtin_model(d / "other");
  write(d / "other/tokenizer.json", slurp(d / "other/tokenizer.json") + "\n");
  expect_mistake("$ASSAY run assay-math --limit 2 -k 1 -o a.run -m other", 3, {"a.run", "model"},
                 d);
  write(d / "text.run", "this is no run file, but it is long enough to look at, surely\n");
  expect_mistake("$ASSAY report text.run", 3, {"text.run"}, d);
  expect_mistake("$ASSAY report none.run", 3, {"none.run"}, d);
}

TEST_CASE("without bubblewrap code is refused with the remedy, and mathematics still runs") {
  const TemporaryDirectory here;
  expect_mistake("PATH=/nowhere $ASSAY run assay-code --limit 1 -k 1", 4, {"bubblewrap", "apt-get"},
                 here.path());
  CHECK(
      shell("PATH=/nowhere $ASSAY run assay-math --limit 1 -k 1 -o m.run", here.path()).exit_code ==
      0);
}

}  // namespace
}  // namespace assay::test
