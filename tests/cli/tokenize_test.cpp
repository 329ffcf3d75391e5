// assay tokenize through the real program.
#include <nlohmann/json.hpp>

#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace assay::test {
namespace {

using Catch::Contains;

TEST_CASE("tokenize prints ids with their tokens, and a message as the prompt that it becomes") {
  const TemporaryDirectory here;
  const ProcessResult plain = shell("$ASSAY tokenize 'a <think>'", here.path());
  REQUIRE(plain.exit_code == 0);
  CHECK_THAT(plain.out, Contains("\"<think>\"") && Contains(" tokens\n"));

  const ProcessResult chat = shell("$ASSAY tokenize --chat 'Hi' --system 'Be brief.'", here.path());
  REQUIRE(chat.exit_code == 0);
  CHECK_THAT(chat.out, Contains("format  deepseek-r1 (the chat template in tokenizer_config.json"));
  CHECK_THAT(chat.out, Contains("Be brief.<｜User｜>Hi<｜Assistant｜><think>\\n\""));

  const ProcessResult row = shell("printf 'x\\377' | $ASSAY tokenize --json", here.path());
  REQUIRE(row.exit_code == 0);
  CHECK(nlohmann::json::parse(row.out).at("ids").size() > 1);
}

TEST_CASE("tokenize reads conversations, and says what is wrong with one") {
  const TemporaryDirectory here;
  const std::string good =
      R"([{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}, )"
      R"({"role": "user", "content": "c"}])";
  const ProcessResult shown =
      shell("echo '" + good + "' > m.json; $ASSAY tokenize --messages m.json --json", here.path());
  REQUIRE(shown.exit_code == 0);
  CHECK_THAT(nlohmann::json::parse(shown.out).at("text").get<std::string>(),
             Contains("<｜Assistant｜>b<｜end▁of▁sentence｜><｜User｜>c"));
  const auto refused = [&](const std::string& command) {
    const ProcessResult result = shell(command, here.path());
    CHECK(result.exit_code == 3);
    return result.err;
  };
  CHECK_THAT(refused("echo '[1]' > n.json; $ASSAY tokenize --messages n.json"),
             Contains("--messages n.json: must hold a JSON list"));
  CHECK_THAT(refused("$ASSAY tokenize x --messages m.json"), Contains("leave out TEXT"));
  CHECK_THAT(refused("$ASSAY tokenize x --no-thinking"), Contains("add --chat"));
  CHECK_THAT(refused("$ASSAY tokenize x --chat --no-thinking"), Contains("always thinks"));
  CHECK_THAT(refused("$ASSAY tokenize -m nowhere x"), Contains("no such model"));
}

}  // namespace
}  // namespace assay::test
