#include "engine/remote/request_body.hpp"

#include <set>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::remote {
namespace {

RemoteModel model() {
  RemoteModel model;
  model.url = "http://host/v1";
  model.name = "tiny";
  return model;
}

Request request() {
  Request request;
  request.problem_key = "suite/1";
  request.messages = {{"system", "S"}, {"user", "U"}};
  request.seed = 3;
  request.stop = {"END"};
  return request;
}

TEST_CASE("a request says all of its sampling, samplers that are off too") {
  RemoteModel with_body = model();
  with_body.body = {{"chat_template_kwargs", {{"enable_thinking", true}}}};
  const nlohmann::json body = request_body(with_body, {}, request(), 5, 1, 100);
  CHECK(body == nlohmann::json{{"model", "tiny"},
                               {"messages",
                                {{{"role", "system"}, {"content", "S"}},
                                 {{"role", "user"}, {"content", "U"}}}},
                               {"temperature", 0.6},
                               {"top_p", 0.95},
                               {"top_k", 0},
                               {"min_p", 0.0},
                               {"max_tokens", 100},
                               {"seed", sample_seed(3, "suite/1", 5)},
                               {"stream", true},
                               {"stream_options", {{"include_usage", true}}},
                               {"chat_template_kwargs", {{"enable_thinking", true}}}});
}

TEST_CASE("a completions request holds the prompt as text") {
  RemoteModel text = model();
  text.api = Api::completions;
  text.stream = false;
  const nlohmann::json body = request_body(text, {}, request(), 0, 4, 100);
  CHECK(body["prompt"] == "S<｜User｜>U<｜Assistant｜><think>\n");
  CHECK(body["n"] == 4);
  CHECK_FALSE(body.contains("messages"));
  CHECK_FALSE(body.contains("stream_options"));
}

TEST_CASE("stop strings are sent only where they cannot end a thought") {
  CHECK_FALSE(request_body(model(), {}, request(), 0, 1, 9).contains("stop"));
  RemoteModel no_thinking = model();
  no_thinking.thinking = ThinkMode::none;
  CHECK(request_body(no_thinking, {}, request(), 0, 1, 9)["stop"] == nlohmann::json{"END"});
}

TEST_CASE("a sample's seed is a function of its identity") {
  std::set<std::uint32_t> seeds;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    for (const char* key : {"a/1", "a/2", "b/1"}) {
      for (int sample = 0; sample < 64; ++sample) {
        seeds.insert(sample_seed(seed, key, sample));
        CHECK(sample_seed(seed, key, sample) < (1U << 31U));
      }
    }
  }
  CHECK(seeds.size() == 5 * 3 * 64);
  // First 8 bytes of SHA-256("0\na/1\n0"), little endian, the low 31 bits, by
  // Python's hashlib.
  CHECK(sample_seed(0, "a/1", 0) == 2147049499U);
}

TEST_CASE("an optional field that a server refuses by name is left out, a sampler in use is not") {
  Dialect dialect;
  nlohmann::json sent = request_body(model(), dialect, request(), 0, 1, 9);
  CHECK(learn(dialect, sent, {400, "", "Unrecognized request argument supplied: top_k"}));
  CHECK(learn(dialect, sent, {422, "", "min_p: Extra inputs are not permitted"}));
  CHECK(learn(dialect, sent, {400, "", "'seed' is not supported"}));
  sent = request_body(model(), dialect, request(), 0, 1, 9);
  CHECK_FALSE(sent.contains("top_k"));
  CHECK_FALSE(sent.contains("min_p"));
  CHECK_FALSE(sent.contains("seed"));
  CHECK_FALSE(learn(dialect, sent, {400, "", "top_k again"}));
  CHECK_FALSE(learn(dialect, sent, {500, "", "stream_options"}));
  CHECK_FALSE(learn(dialect, sent, {400, "", "seeds and stream_optionsx are fine"}));

  Request sampled = request();
  sampled.sampling.top_k = 20;
  Dialect fresh;
  sent = request_body(model(), fresh, sampled, 0, 1, 9);
  CHECK_FALSE(learn(fresh, sent, {400, "", "unknown field top_k"}));
  CHECK(request_body(model(), fresh, sampled, 0, 1, 9)["top_k"] == 20);
}

TEST_CASE("max_tokens is called max_completion_tokens where a server asks for that") {
  Dialect dialect;
  const nlohmann::json sent = request_body(model(), dialect, request(), 0, 1, 9);
  CHECK(learn(dialect, sent,
              {400, "",
               "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
               "'max_completion_tokens' instead."}));
  const nlohmann::json body = request_body(model(), dialect, request(), 0, 1, 9);
  CHECK(body["max_completion_tokens"] == 9);
  CHECK_FALSE(body.contains("max_tokens"));
}

TEST_CASE("fields that assay sets are refused in the extra body, with the flag that sets them") {
  CHECK_NOTHROW(check_extra_body({{"reasoning_effort", "high"}}, "--body"));
  CHECK_THROWS_WITH(check_extra_body({{"temperature", 1}}, "--body"),
                    "--body: field 'temperature' cannot be given here: --temperature sets it");
  CHECK_THROWS_AS(check_extra_body({1, 2}, "--extra"), UsageError);
}

TEST_CASE("fields that look like a secret are refused in the extra body, at any depth") {
  for (const char* field : {"api_key", "X-API-Key", "Authorization", "auth_token", "password"}) {
    CAPTURE(field);
    CHECK_THROWS_WITH(check_extra_body({{"a", {{{field, "x"}}}}}, "--extra"),
                      Catch::Contains(field) && Catch::Contains("env:VARIABLE"));
  }
  CHECK_NOTHROW(check_extra_body({{"prompt_cache_key", "a"},
                                  {"max_thinking_tokens", 5},
                                  {"forced_eos_token", "</s>"},
                                  {"key", 5}},
                                 "--extra"));
}

}  // namespace
}  // namespace assay::remote
