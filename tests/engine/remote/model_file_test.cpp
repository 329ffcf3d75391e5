#include "engine/remote/model_file.hpp"

#include <fstream>
#include <string>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay::remote {
namespace {

RemoteModel read(const std::string& text) {
  const test::TemporaryDirectory directory;
  const auto path = directory.path() / "model.yaml";
  std::ofstream(path) << text;
  return read_model_file(path);
}

TEST_CASE("a model file says everything that a flag can, and more") {
  const RemoteModel model = read(R"(url: https://host/v1
model: deepseek-ai/DeepSeek-R1
api: completions
format: chatml
thinking: prefilled
api_key_env: KEY
headers: {X-Team: evals, api-key: "env:OTHER"}
body: {reasoning_effort: high, top_n: 3, quoted: "3", chat_template_kwargs: {enable_thinking: true}}
concurrency: 64
samples_per_request: 8
stream: false
seed: false
context: 32768
attempts: 3
timeouts: {connect: 5, first: 60.5, silence: 10}
price: {input: 0.55, output: 2.19}
)");
  CHECK(model.url == "https://host/v1");
  CHECK(model.name == "deepseek-ai/DeepSeek-R1");
  CHECK(model.api == Api::completions);
  CHECK(model.format.name == "chatml");
  CHECK(model.thinking == ThinkMode::prefilled);
  CHECK(model.api_key_env == "KEY");
  CHECK(model.headers.size() == 2);
  CHECK(model.body == nlohmann::json{{"reasoning_effort", "high"},
                                     {"top_n", 3},
                                     {"quoted", "3"},
                                     {"chat_template_kwargs", {{"enable_thinking", true}}}});
  CHECK(model.concurrency == 64);
  CHECK(model.samples_per_request == 8);
  CHECK_FALSE(model.stream);
  CHECK_FALSE(model.seed);
  CHECK(model.context == 32768);
  CHECK(model.retry.attempts == 3);
  CHECK(model.patience.first == std::chrono::milliseconds(60500));
  REQUIRE(model.price);
  CHECK(model.price->cached_input == 0.55);
  CHECK(model.price->currency == "USD");
}

TEST_CASE("a prompt format of one's own is a map of turns") {
  const RemoteModel model = read(R"(url: http://h/v1/completions
format: {user: "Q: {content}\n", generation: "A: <think>\n"}
)");
  CHECK(model.api == Api::completions);
  CHECK(render_prompt(model.format, {{"user", "1+1"}}) == "Q: 1+1\nA: <think>\n");
  CHECK_THROWS_AS(render_prompt(model.format, {{"system", "s"}, {"user", "1+1"}}), UsageError);
}

TEST_CASE("every mistake in a model file is told with its line") {
  struct Case {
    const char* text;
    const char* line;
    const char* says;
  };
  for (const Case& c : std::vector<Case>{
           {"model: x\n", "model.yaml:1", "'url' is missing"},
           {"url: http://h/v1\nmodle: x\n", "model.yaml:2", "unknown field 'modle'"},
           {"url: http://h/v1\nurl: http://h/v1\n", "model.yaml:2", "twice"},
           {"url: nonsense\n", "model.yaml:1", "not an http"},
           {"url: http://h/v1\napi: talk\n", "model.yaml:2", "chat or completions"},
           {"url: http://h/v1\nconcurrency: 0\n", "model.yaml:2", "from 1 to"},
           {"url: http://h/v1\nconcurrency: many\n", "model.yaml:2", "'many'"},
           {"url: http://h/v1\nstream: yes\n", "model.yaml:2", "true or false"},
           {"url: http://h/v1\nbody:\n  temperature: 1\n", "model.yaml:3", "--temperature"},
           {"url: http://h/v1\nformat: alpaca\n", "model.yaml:2", "alpaca"},
           {"url: http://h/v1\nformat: {user: x}\n", "model.yaml:2", "{content}"},
           {"url: http://h/v1\ntimeouts: {first: -1}\n", "model.yaml:2", "'first'"},
           {"url: http://h/v1\nheaders: [a]\n", "model.yaml:2", "map"},
           {"- url\n", "model.yaml:1", "map"},
           {"url: [\n", "model.yaml:2", ""},
           {"", "model.yaml:1", "map"}}) {
    INFO(c.text);
    try {
      static_cast<void>(read(c.text));
      FAIL("not refused");
    } catch (const DataError& error) {
      INFO(error.what());
      CHECK(std::string(error.what()).find(c.line) != std::string::npos);
      CHECK(std::string(error.what()).find(c.says) != std::string::npos);
    }
  }
}

}  // namespace
}  // namespace assay::remote
