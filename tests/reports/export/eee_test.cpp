#include "reports/export/eee.hpp"

#include <nlohmann/json.hpp>
#include <sstream>

#include "engine/core/file.hpp"
#include "engine/core/hash.hpp"
#include "tests/reports/export/awkward_run.hpp"
#include "tests/reports/export/planned_run.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/sample_run.hpp"

namespace assay {
namespace {

using nlohmann::json;

struct Exported {
  test::TemporaryDirectory here;
  std::vector<std::filesystem::path> files;
  json aggregate;
  std::vector<json> rows;

  explicit Exported(void (*write)(const std::filesystem::path&) = test::write_awkward_run) {
    write(here.path() / "a.run");
    files = export_eee(RunFile::read(here.path() / "a.run"), here.path() / "out");
    REQUIRE(files.size() == 2);
    aggregate = json::parse(read_file(files[1]));
    std::istringstream lines(read_file(files[0]));
    for (std::string line; std::getline(lines, line);) {
      rows.push_back(json::parse(line));
    }
  }
};

TEST_CASE("a pilot's samples are in no row of Every Eval Ever and in none of its counts") {
  const Exported exported(test::write_planned_run);
  CHECK(exported.rows.size() == 3);
  const json& result = exported.aggregate.at("evaluation_results")[0];
  const json& details = result.at("score_details").at("details");
  CHECK(details.at("scored_samples") == "3");
  CHECK(details.at("expected_samples") == "3");
  CHECK(details.at("verdict_correct") == "3");
  CHECK_FALSE(details.contains("verdict_incorrect"));
  CHECK(result.at("metric_config").at("metric_parameters").at("samples_per_problem") == 1);
}

TEST_CASE("a run without samples has no file of rows for Every Eval Ever") {
  const test::TemporaryDirectory here;
  RunFile::create(here.path() / "a.run", test::sample_manifest({test::sample_suite("s", 1)}))
      .add_problems("s", {test::sample_problem(0)});
  const auto files = export_eee(RunFile::read(here.path() / "a.run"), here.path() / "out");
  REQUIRE(files.size() == 1);
  CHECK(files[0].extension() == ".json");
  const json aggregate = json::parse(read_file(files[0]));
  CHECK(aggregate.at("evaluation_results").empty());
  CHECK_FALSE(aggregate.contains("detailed_evaluation_results"));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(here.path() / "out")) {
    CHECK((entry.is_directory() || entry.path() == files[0]));
  }
}

TEST_CASE("an Every Eval Ever record lies at its place in the data store and names its rows") {
  const Exported exported;
  const auto place = std::filesystem::relative(exported.files[0], exported.here.path() / "out");
  CHECK(place.parent_path() == "data/math_odd/org/tiny_model");
  const json& detail = exported.aggregate.at("detailed_evaluation_results");
  CHECK(detail.at("file_path") == place.string());
  CHECK(detail.at("checksum") == sha256_hex(read_file(exported.files[0])));
  CHECK(detail.at("total_rows") == exported.rows.size());
  const std::string stem = exported.files[1].stem();
  CHECK(stem.size() == 36);
  CHECK(stem[14] == '4');
  CHECK(exported.aggregate.at("model_info").at("id") == "org/tiny model");
}

TEST_CASE("each scored sample is a row of Every Eval Ever with trace, tokens and verdict") {
  const Exported exported;
  REQUIRE(exported.rows.size() == 5);  // of six stored, one was not judged
  const json& plain = exported.rows[0];
  CHECK(plain.at("evaluation_id") == exported.aggregate.at("evaluation_id"));
  CHECK_FALSE(plain.at("output").contains("reasoning_trace"));
  CHECK(plain.at("evaluation") == json::parse(R"({"score":1.0,"is_correct":true})"));
  const json& cut = exported.rows[2];
  CHECK(cut.at("sample_id") == "a/1");
  CHECK(cut.at("output").at("raw") == json::parse(R"([""])"));
  CHECK(cut.at("output").at("reasoning_trace").size() == 1);
  CHECK(cut.at("metadata").at("sample_index") == "2");
  CHECK(cut.at("metadata").at("verdict") == "truncated");
  CHECK(cut.at("token_usage").at("reasoning_tokens") == 26);
}

TEST_CASE("no row of Every Eval Ever is broken by a line separator in its text") {
  const Exported exported;
  const std::string bytes = read_file(exported.files[0]);
  CHECK(std::all_of(bytes.begin(), bytes.end(),
                    [](char c) { return c == '\n' || (c >= ' ' && c < 0x7f); }));
  CHECK(exported.rows[4].at("input").at("raw") == "line\u2028separator \"quoted\" \\ and \t tab");
}

TEST_CASE("each metric is a result of Every Eval Ever with its error and what was counted") {
  const Exported exported;
  const json& results = exported.aggregate.at("evaluation_results");
  REQUIRE(results.size() == 5);
  const json& first = results[0];
  CHECK(first.at("evaluation_result_id") == "pass@1");
  CHECK(first.at("metric_config").at("metric_parameters").at("k") == 1);
  const json& score = first.at("score_details");
  CHECK(score.at("score") == test::Approx((1.0 / 3 + 1.0) / 3));
  CHECK(score.at("uncertainty").at("num_samples") == 3);
  CHECK(score.at("uncertainty").at("standard_error").at("value").is_number());
  CHECK(score.at("details").at("verdict_infrastructure_error") == "1");
  CHECK(first.at("generation_config").at("generation_args").at("reasoning") == true);
  CHECK(results[4].at("metric_config").at("metric_name") == "cons@3");
}

}  // namespace
}  // namespace assay
