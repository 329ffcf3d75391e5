#include "reports/export/inspect.hpp"

#include <nlohmann/json.hpp>

#include "engine/core/error.hpp"
#include "engine/core/file.hpp"
#include "tests/reports/export/awkward_run.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace assay {
namespace {

using Catch::Contains;
using nlohmann::json;

/// The awkward run as a log, taken apart by another program's reader.
struct Unpacked {
  test::TemporaryDirectory here;

  Unpacked() {
    test::write_awkward_run(here.path() / "a.run");
    export_inspect(RunFile::read(here.path() / "a.run"), here.path() / "a.eval");
    const auto result = test::shell("python3 -m zipfile -e a.eval log", here.path());
    REQUIRE(result.exit_code == 0);
  }
  [[nodiscard]] json member(const std::string& name) const {
    return json::parse(read_file(here.path() / "log" / name));
  }
};

TEST_CASE("a log of Inspect has a header, a plan, and a member for each stored sample") {
  const Unpacked log;
  const json header = log.member("header.json");
  CHECK(header.at("version") == 2);
  CHECK(header.at("status") == "cancelled");
  CHECK(header.at("eval").at("task") == "math/odd");
  CHECK(header.at("eval").at("model") == "org/tiny model");
  CHECK(header.at("eval").at("config").at("epochs") == 3);
  CHECK(header.at("eval").at("dataset").at("samples") == 3);
  CHECK(header.at("eval").at("model_generate_config").at("temperature") == 0.6);
  CHECK(log.member("_journal/start.json").at("eval") == header.at("eval"));
  std::size_t samples = 0;
  for (const auto& entry : std::filesystem::directory_iterator(log.here.path() / "log/samples")) {
    samples += entry.is_regular_file() ? 1 : 0;
  }
  CHECK(samples == 6);
  CHECK(log.member("summaries.json").size() == 6);
}

TEST_CASE("ids in a log name files, are apart where they would collide, and keep the original") {
  const Unpacked log;
  const json ids = log.member("header.json").at("eval").at("dataset").at("sample_ids");
  REQUIRE(ids.size() == 3);
  CHECK(ids[1] == "a_1");
  CHECK_THAT(ids[0].get<std::string>(), Catch::StartsWith("a_1-"));
  CHECK(ids[2] == "____.._x");
  CHECK(log.member("samples/____.._x_epoch_1.json").at("metadata").at("problem") ==
        "\xe2\x88\x91/../x");
}

TEST_CASE("thinking is reasoning content, and a sample out of tokens stopped at max_tokens") {
  const Unpacked log;
  const std::string id = log.member("header.json").at("eval").at("dataset").at("sample_ids").at(0);
  const json plain = log.member("samples/" + id + "_epoch_1.json");
  CHECK(plain.at("output").at("choices").at(0).at("message").at("content") ==
        json::parse(R"([{"type": "text", "text": "The answer is \\boxed{42}."}])"));
  CHECK(plain.at("output").at("choices").at(0).at("stop_reason") == "stop");
  CHECK(plain.at("messages").at(0) ==
        json::parse(R"({"role":"system","content":"Be \"brief\"."})"));
  const json cut = log.member("samples/" + id + "_epoch_3.json");
  const json& choice = cut.at("output").at("choices").at(0);
  CHECK(choice.at("stop_reason") == "max_tokens");
  CHECK(choice.at("message").at("content").at(0).at("type") == "reasoning");
  CHECK(choice.at("message").at("content").at(1).at("text") == "");
  CHECK(cut.at("scores").at("assay").at("value") == "I");
  CHECK(cut.at("scores").at("assay").at("metadata").at("verdict") == "truncated");
  CHECK(cut.at("output").at("usage") ==
        json::parse(R"({"input_tokens":4,"output_tokens":26,"total_tokens":30,
                        "reasoning_tokens":26})"));
}

TEST_CASE("bytes that are no text, cached tokens and a judge that failed have their place") {
  const Unpacked log;
  const json bytes = log.member("samples/a_1_epoch_1.json");
  const json& content = bytes.at("messages").back().at("content");
  CHECK(content.at(0).at("reasoning") == std::string("nul \0 half \xef\xbf\xbd end", 18));
  CHECK(content.at(1).at("text") == "\xef\xbf\xbd\xef\xbf\xbd \u2028 \\boxed{42}");
  CHECK(bytes.at("output").at("usage").at("input_tokens") == 60);
  CHECK(bytes.at("output").at("usage").at("input_tokens_cache_read") == 40);
  const json failed = log.member("samples/a_1_epoch_2.json");
  CHECK(failed.at("error").at("message") == "no sandbox");
  CHECK_FALSE(failed.contains("scores"));
}

TEST_CASE("a log's results have one score for each way to reduce epochs, with its error") {
  const Unpacked log;
  const json results = log.member("header.json").at("results");
  CHECK(results.at("total_samples") == 9);
  CHECK(results.at("completed_samples") == 5);
  std::vector<std::string> reducers;
  for (const json& score : results.at("scores")) {
    reducers.push_back(score.at("reducer"));
  }
  CHECK(reducers ==
        std::vector<std::string>{"mean", "pass_at_2", "pass_at_3", "cons_at_2", "cons_at_3"});
  const json& mean = results.at("scores").at(0);
  CHECK(mean.at("metrics").at("accuracy").at("value") == test::Approx((1.0 / 3 + 1.0) / 3));
  CHECK(mean.at("metrics").contains("stderr"));
  const json reductions = log.member("reductions.json");
  CHECK(reductions.at(0).at("samples").size() == 3);
  CHECK(reductions.at(0).at("samples").at(1) == json::parse(R"({"sample_id":"a_1","value":1.0})"));
  CHECK(reductions.at(1).at("samples").size() == 1);  // only one problem has two scored samples
}

TEST_CASE("a run of several suites becomes several logs, and never one file") {
  const test::TemporaryDirectory here;
  test::write_sample_run(here.path() / "a.run", 3, 2);
  const RunFile file = RunFile::read(here.path() / "a.run");
  CHECK_THROWS_WITH(export_inspect(file, here.path() / "a.eval"),
                    Contains("a.eval: the run has 2 suites and a log holds one; name a directory"));
  const auto logs = export_inspect(file, here.path() / "logs");
  REQUIRE(logs.size() == 2);
  CHECK_THAT(logs[0].filename().string(), Catch::StartsWith("2026-01-31T12-00-00Z_math500_"));
  const std::string first = read_file(logs[0]);
  export_inspect(file, here.path() / "logs");
  CHECK(read_file(logs[0]) == first);
}

}  // namespace
}  // namespace assay
