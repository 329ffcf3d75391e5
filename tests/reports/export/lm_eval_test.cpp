#include "reports/export/lm_eval.hpp"

#include <nlohmann/json.hpp>
#include <sstream>

#include "engine/core/file.hpp"
#include "tests/reports/export/awkward_run.hpp"
#include "tests/reports/export/planned_run.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay {
namespace {

using nlohmann::json;

std::vector<json> rows_of(const std::filesystem::path& path) {
  std::vector<json> rows;
  std::istringstream lines(read_file(path));
  for (std::string line; std::getline(lines, line);) {
    rows.push_back(json::parse(line));
  }
  return rows;
}

struct Exported {
  test::TemporaryDirectory here;
  std::vector<std::filesystem::path> files;

  explicit Exported(void (*write)(const std::filesystem::path&)) {
    write(here.path() / "a.run");
    files = export_lm_eval(RunFile::read(here.path() / "a.run"), here.path() / "out");
  }
  [[nodiscard]] json results() const { return json::parse(read_file(files.back())); }
};

TEST_CASE("lm-eval's files carry its names, the model's folder and the time of the run") {
  const Exported exported(test::write_awkward_run);
  REQUIRE(exported.files.size() == 2);
  const auto folder = exported.here.path() / "out" / "org__tiny_model";
  CHECK(exported.files[0] == folder / "samples_math_odd_2026-01-31T12-00-00Z.jsonl");
  CHECK(exported.files[1] == folder / "results_2026-01-31T12-00-00Z.json");
}

TEST_CASE("a pilot's samples are in no row of lm-eval and in none of its counts") {
  const Exported exported(test::write_planned_run);
  const std::vector<json> rows = rows_of(exported.files[0]);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].at("resps").at(0).size() == 1);
  CHECK(rows[1].at("resps").at(0).size() == 2);
  CHECK(rows[1].at("exact_match") == 1);
  const json config = exported.results().at("configs").at("math");
  CHECK(config.at("repeats") == 1);
  CHECK(config.at("metadata").at("scored_samples") == 3);
  CHECK(config.at("metadata").at("expected_samples") == 3);
  CHECK(config.at("metadata").at("verdicts") == json::parse(R"({"correct": 3})"));
}

TEST_CASE("a row of lm-eval holds all samples of a problem, thinking and all") {
  const Exported exported(test::write_awkward_run);
  const std::vector<json> rows = rows_of(exported.files[0]);
  REQUIRE(rows.size() == 3);
  const json& row = rows[0];
  CHECK(row.at("doc_id") == 0);
  CHECK(row.at("doc").at("id") == "a/1");
  CHECK(row.at("target") == "40");
  CHECK(row.at("arguments").at("gen_args_0").at("arg_0") == "What is 0 + 40?");
  CHECK(row.at("arguments").at("gen_args_0").at("arg_1").at("max_gen_toks") == 2048);
  const json& replies = row.at("resps").at(0);
  REQUIRE(replies.size() == 3);
  CHECK(replies[0] == "The answer is \\boxed{42}.");
  CHECK(replies[1] == "<think></think>The answer is \\boxed{42}.");
  CHECK(replies[2] == "<think>Add the tens. Wait, that is wrong.\nCheck: 2 + 40 = 42 ok.\n");
  CHECK(row.at("filtered_resps") == json::parse(R"([["42", "42", ""]])"));
  CHECK(row.at("metrics") == json::parse(R"(["exact_match", "pass@2", "pass@3"])"));
  CHECK(row.at("exact_match") == test::Approx(1.0 / 3));
  CHECK(row.at("pass@3") == 1.0);
  CHECK(row.at("assay").at(2).at("verdict") == "truncated");
  CHECK(row.at("assay").at(2).at("finish_reason") == "length");
  CHECK(row.at("assay").at(2).at("reasoning_tokens") == 26);
}

TEST_CASE("lm-eval's rows leave out what a judge failed on, and take any bytes") {
  const Exported exported(test::write_awkward_run);
  const std::vector<json> rows = rows_of(exported.files[0]);
  const json& row = rows.at(1);
  CHECK(row.at("resps").at(0).size() == 1);
  CHECK(row.at("metrics") == json::parse(R"(["exact_match"])"));
  const auto text = row.at("resps").at(0).at(0).get<std::string>();
  CHECK(text.find(std::string("nul \0 half \xef\xbf\xbd end", 18)) != std::string::npos);
  CHECK(text.find("\xef\xbf\xbd\xef\xbf\xbd \u2028 \\boxed{42}") != std::string::npos);
}

TEST_CASE("lm-eval's results have each metric with its error and say what is missing") {
  const Exported exported(test::write_awkward_run);
  const json results = exported.results();
  const json& task = results.at("results").at("math/odd");
  CHECK(task.at("exact_match,none") == test::Approx((1.0 / 3 + 1.0 + 0.0) / 3));
  CHECK(task.at("exact_match_stderr,none").is_number());
  CHECK(task.at("pass@3_stderr,none") == "N/A");  // of one problem
  CHECK(results.at("n-samples").at("math/odd") == json::parse(R"({"original":4,"effective":3})"));
  CHECK(results.at("higher_is_better").at("math/odd").at("exact_match") == true);
  CHECK(results.at("config").at("random_seed") == 7);
  CHECK(results.at("system_instruction") == "Be \"brief\".");
  const json& metadata = results.at("configs").at("math/odd").at("metadata");
  CHECK(metadata.at("complete") == false);
  CHECK(metadata.at("scored_samples") == 5);
  CHECK(metadata.at("verdicts").at("truncated") == 1);
  CHECK(metadata.at("notes").at(0) ==
        "departs from the suite's protocol: max_tokens 2048, not 32768");
}

TEST_CASE("an export to lm-eval is the same twice, and replaces itself") {
  const Exported exported(test::write_awkward_run);
  const std::string samples = read_file(exported.files[0]);
  const auto again =
      export_lm_eval(RunFile::read(exported.here.path() / "a.run"), exported.here.path() / "out");
  CHECK(again == exported.files);
  CHECK(read_file(exported.files[0]) == samples);
}

TEST_CASE("code goes to lm-eval with its tests as target and its programs filtered") {
  const Exported exported([](const std::filesystem::path& path) { test::write_sample_run(path); });
  REQUIRE(exported.files.size() == 3);
  const std::vector<json> rows = rows_of(exported.files[1]);
  REQUIRE(rows.size() == 6);
  CHECK(rows[0].at("target") == "assert double([1]) == [2]\nassert double([]) == []");
  CHECK(rows[0].at("filtered_resps").at(0).at(0) ==
        "def double(xs):\n    return [2 * x for x in xs]\n");
  CHECK(exported.results().at("results").at("sample-code").contains("pass@1,none"));
}

}  // namespace
}  // namespace assay
