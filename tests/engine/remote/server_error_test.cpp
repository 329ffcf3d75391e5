#include "engine/remote/server_error.hpp"

#include "tests/support/catch.hpp"

namespace assay::remote {
namespace {

TEST_CASE("a server's words are found in every form of error") {
  const auto message = [](const char* body) { return read_error(400, body).message; };
  CHECK(message(R"({"error": {"message": "no such model", "code": "model_not_found"}})") ==
        "no such model");
  CHECK(read_error(404, R"({"error": {"message": "m", "code": "model_not_found"}})").code ==
        "model_not_found");
  CHECK(message(R"({"object": "error", "message": "too long", "code": 400})") == "too long");
  CHECK(message(R"({"error": "model 'x' not found"})") == "model 'x' not found");
  CHECK(message(R"({"detail": "Not Found"})") == "Not Found");
  CHECK(message(R"({"detail": [{"loc": ["body", "n"], "msg": "must be 1", "type": "v"}]})") ==
        "n: must be 1");
  CHECK(message(R"({"odd": 1})") == R"({"odd":1})");
  CHECK(message("<html>\n <b>502</b>\r\n</html>\n") == "<html>  <b>502</b>  </html>");
  CHECK(message("").empty());
  CHECK(read_error(500, std::string(100000, 'x')).message.size() < 500);
}

TEST_CASE("an error in the place of an answer is seen, and its status") {
  const auto in = [](const char* text) { return error_in(nlohmann::json::parse(text)); };
  CHECK_FALSE(in(R"({"choices": []})"));
  CHECK_FALSE(in(R"({"choices": [], "error": null})"));
  CHECK(in(R"({"error": {"message": "slow down", "code": 429}})")->status == 429);
  CHECK(in(R"({"error": {"message": "died"}})")->status == 500);
  CHECK(in(R"({"object": "error", "message": "died", "code": 503})")->status == 503);
}

// Texts of vLLM (two versions), SGLang, llama-cpp-python and OpenAI.
TEST_CASE("the room for an answer is read from refusals of a full context") {
  const auto room = [](const char* text, int max_tokens) {
    return room_for_answer({400, "", text}, max_tokens);
  };
  CHECK(
      room("This model's maximum context length is 4096 tokens. However, you requested 4200 "
           "tokens (104 in the messages, 4096 in the completion). Please reduce the length of the "
           "messages or completion.",
           4096) == 3992);
  CHECK(room("'max_tokens' or 'max_completion_tokens' is too large: 32768. This model's maximum "
             "context length is 32768 tokens and your request has 100 input tokens (32768 > 32768 "
             "- 100).",
             32768) == 32668);
  CHECK(
      room("Requested token count exceeds the model's maximum context length of 32768 tokens. You "
           "requested a total of 32868 tokens: 100 tokens from the input messages and 32768 tokens "
           "for the completion.",
           32768) == 32668);
  CHECK(
      room("This model's maximum context length is 512 tokens, however you requested 700 tokens "
           "(188 in your prompt; 512 for the completion). Please reduce your prompt; or completion "
           "length.",
           512) == 324);
  CHECK(
      room("This model's maximum context length is 512 tokens. However, your messages resulted in "
           "600 tokens, you requested 610 tokens (600 in the messages, 10 in the completion)",
           10) == 0);
  CHECK_FALSE(room("temperature must be non-negative", 100));
  CHECK_FALSE(room("This model's maximum context length is 99999999999999999999 tokens", 100));
}

TEST_CASE("a message is one valid line") {
  CHECK(one_line("a\nb\tc\x01") == "a b c");
  CHECK(one_line("\n\n") == "");
  CHECK(one_line("\xFF") == "\xEF\xBF\xBD");
  // 4 bytes would end within the second character of 3 bytes.
  CHECK(one_line("\xE2\x88\x91\xE2\x88\x91", 4) == "\xE2\x88\x91...");
}

}  // namespace
}  // namespace assay::remote
