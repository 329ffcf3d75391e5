#include "engine/serving/http/service.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <thread>
#include <utility>

#include "engine/core/error.hpp"
#include "tests/engine/serving/http/client.hpp"
#include "tests/engine/serving/http/test_server.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {

namespace {

using nlohmann::json;

constexpr const char* completions = "/v1/completions";
constexpr const char* chat = "/v1/chat/completions";
const json prompt_ids = {80, 81, 82, 83, 84, 85, 86, 87};

/// What the engine says to the same prompt without a server.
Completion direct(Request request) {
  const auto generator = served_generator();
  if (request.sample_indices.empty()) {
    request.sample_indices = {0};
  }
  request.problem_key = "serve";
  generator->submit(std::move(request));
  return *generator->next();
}

Request greedy_request(int max_tokens) {
  Request request;
  request.prompt_ids = prompt_ids.get<std::vector<std::int32_t>>();
  request.sampling = {0.0, 1.0, 0, 0.0, max_tokens};
  request.plain = true;
  return request;
}

json completion_body(int max_tokens, const json& more = json::object()) {
  json body = {{"model", "any"},
               {"prompt", prompt_ids},
               {"max_tokens", max_tokens},
               {"return_token_ids", true}};
  body.update(more);
  return body;
}

json chat_body(int max_tokens, const json& more = json::object()) {
  const json message = {{"role", "user"}, {"content", "What is 2+2?"}};
  json body = {
      {"messages", json::array({message})}, {"max_tokens", max_tokens}, {"return_token_ids", true}};
  body.update(more);
  return body;
}

/// Texts, ids, log-probabilities and reasons of a stream, put together by choice.
struct Joined {
  std::string text;
  std::string reasoning;
  json ids = json::array();
  json logprobs = json::array();
  std::string finish_reason;
};

std::map<int, Joined> join(const std::vector<json>& events) {
  std::map<int, Joined> choices;
  for (const json& event : events) {
    for (const json& choice : event.at("choices")) {
      Joined& joined = choices[choice.at("index").get<int>()];
      const json delta = choice.value("delta", json::object());
      joined.text += choice.value("text", "") + delta.value("content", "");
      joined.reasoning += delta.value("reasoning_content", "");
      joined.ids.insert(joined.ids.end(), choice["token_ids"].begin(), choice["token_ids"].end());
      if (!choice["logprobs"].is_null()) {
        const json& more = choice["logprobs"].contains("content") ? choice["logprobs"]["content"]
                                                                  : choice["logprobs"]["tokens"];
        joined.logprobs.insert(joined.logprobs.end(), more.begin(), more.end());
      }
      if (!choice["finish_reason"].is_null()) {
        CHECK(joined.finish_reason.empty());
        joined.finish_reason = choice["finish_reason"].get<std::string>();
      }
    }
  }
  return choices;
}

/// Waits for what another thread will do; the limit only ends a test that would hang.
template <typename Condition>
bool comes_true(const Condition& condition) {
  for (int i = 0; i < 6000 && !condition(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return condition();
}

bool is_at_rest(const TestServer& server) {
  const LocalGenerator::Load load = server.load();
  return load.pending == 0 && load.running == 0 && load.free_pages == load.total_pages;
}

}  // namespace

TEST_CASE("a greedy completion has the tokens that the engine gives without a server") {
  const TestServer server;
  const Reply reply = post(server.port(), completions, completion_body(40, {{"temperature", 0}}));
  REQUIRE(reply.status == 200);
  const json answer = reply.json();
  const Completion expected = direct(greedy_request(40));
  CHECK(answer["choices"][0]["token_ids"] == json(expected.token_ids));
  CHECK(answer["choices"][0]["prompt_token_ids"] == prompt_ids);
  CHECK(answer["choices"][0]["text"] == expected.answer);
  CHECK(answer["choices"][0]["finish_reason"] == to_string(expected.finish_reason));
  CHECK(answer["object"] == "text_completion");
  CHECK(answer["usage"]["prompt_tokens"] == 8);
  CHECK(answer["usage"]["completion_tokens"] == expected.token_ids.size());
  CHECK(answer["system_fingerprint"] == server.model().info.numerics.text() + " seed=0");
}

TEST_CASE("a prompt as text and as ids, alone and in a list, gives one answer") {
  const TestServer server;
  const auto choices = [&](const json& prompt) {
    const json body = completion_body(12, {{"prompt", prompt}, {"n", 2}, {"seed", 3}});
    return post(server.port(), completions, body).json()["choices"];
  };
  const std::string text = "one and two";
  const json ids = server.model().tokenizer.encode_document(text);
  const json alone = choices(text);
  CHECK(choices(ids) == alone);
  json list = choices({"another", text});
  REQUIRE(list.size() == 4);
  CHECK(list[2]["token_ids"] == alone[0]["token_ids"]);
  CHECK(list[3]["token_ids"] == alone[1]["token_ids"]);
  CHECK(choices({json::array({90, 91}), ids})[3]["token_ids"] == alone[1]["token_ids"]);
}

TEST_CASE("fewer choices are the first of more, they differ, and another seed gives others") {
  const TestServer server;
  const auto choices = [&](int n, const json& more) {
    json body = completion_body(20, more);
    body["n"] = n;
    return post(server.port(), completions, body).json()["choices"];
  };
  const json four = choices(4, {{"seed", 7}});
  const json two = choices(2, {{"seed", 7}});
  CHECK(two[0] == four[0]);
  CHECK(two[1] == four[1]);
  CHECK(four[0]["token_ids"] != four[1]["token_ids"]);
  CHECK(choices(2, {{"seed", 8}})[0] != two[0]);
  CHECK(choices(1, {{"seed", 0}}) == choices(1, json::object()));
  const json minus = post(server.port(), completions, completion_body(4, {{"seed", -5}})).json();
  CHECK(minus["system_fingerprint"].get<std::string>().find("seed=18446744073709551611") !=
        std::string::npos);
}

TEST_CASE("a stop string ends a completion before it") {
  const TestServer server;
  const json whole =
      post(server.port(), completions, completion_body(60, {{"seed", 2}})).json()["choices"][0];
  const std::string text = whole["text"];
  const auto boundary = [&](std::size_t place) {
    while (place < text.size() && (static_cast<unsigned char>(text[place]) & 0xC0U) == 0x80U) {
      ++place;
    }
    return place;
  };
  const std::size_t from = boundary(text.size() / 2);
  const std::string stop = text.substr(from, boundary(boundary(from + 1) + 1) - from);
  REQUIRE(stop.size() > 1);
  const auto stopped = [&](const json& stops, bool stream) {
    const json body = completion_body(60, {{"seed", 2}, {"stop", stops}, {"stream", stream}});
    const Reply reply = post(server.port(), completions, body);
    if (stream) {
      const Joined joined = join(reply.events()).at(0);
      return std::pair(joined.text, joined.finish_reason);
    }
    const json choice = reply.json()["choices"][0];
    return std::pair(choice["text"].get<std::string>(), choice["finish_reason"].get<std::string>());
  };
  const auto expected = std::pair(text.substr(0, text.find(stop)), std::string("stop"));
  CHECK(stopped(stop, false) == expected);
  CHECK(stopped({"never in it at all", stop}, false) == expected);
  CHECK(stopped(stop, true) == expected);
}

TEST_CASE("echo with logprobs scores a prompt as the engine does, with or without a completion") {
  const TestServer server;
  Request request = greedy_request(0);
  request.score_prompt = true;
  request.top_logprobs = 3;
  const Completion expected = direct(request);
  for (const int max_tokens : {0, 1}) {
    const json body = completion_body(
        max_tokens, {{"temperature", 0}, {"echo", true}, {"logprobs", 3}, {"seed", 1}});
    const json choice = post(server.port(), completions, body).json()["choices"][0];
    const json& list = choice["logprobs"];
    const std::size_t size = std::size_t{8} + static_cast<std::size_t>(max_tokens);
    CHECK(choice["finish_reason"] == "length");
    for (const char* name : {"tokens", "token_logprobs", "top_logprobs", "text_offset"}) {
      REQUIRE(list[name].size() == size);
    }
    CHECK(list["token_logprobs"][0].is_null());
    CHECK(list["top_logprobs"][0].is_null());
    for (std::size_t i = 1; i < 8; ++i) {
      const Logprobs& scored = expected.prompt_logprobs[i - 1];
      CHECK(list["token_logprobs"][i].get<float>() == scored.logprob);
      CHECK(list["text_offset"][i] == i);
      // lm-evaluation-harness calls a token greedy if it equals the largest.
      float largest = scored.logprob;
      for (const json& value : list["top_logprobs"][i]) {
        largest = std::max(largest, value.get<float>());
      }
      CHECK(largest == scored.top[0].logprob);
    }
    CHECK(choice["text"].get<std::string>().substr(0, 8) == "IJKLMNOP");
  }
}

TEST_CASE("what ends a completion has its log-probability too, after those of the tokens") {
  const TestServer server;
  const json body = completion_body(200, {{"n", 16}, {"logprobs", 0}, {"temperature", 100}});
  std::size_t ended = 0;
  const json answer = post(server.port(), completions, body).json();
  REQUIRE(answer["choices"].size() == 16);
  for (const json& choice : answer["choices"]) {
    const json& tokens = choice["logprobs"]["tokens"];
    if (choice["finish_reason"] == "stop") {
      ++ended;
      CHECK(tokens.size() == choice["token_ids"].size() + 1);
      CHECK(tokens.back() == "<｜end▁of▁sentence｜>");
    } else {
      CHECK(tokens.size() == choice["token_ids"].size());
    }
  }
  CHECK(ended > 0);
}

TEST_CASE("a chat keeps thinking and answer apart, and counts them") {
  const TestServer server;
  const json body = chat_body(
      300, {{"n", 6}, {"seed", 4}, {"temperature", 5}, {"logprobs", true}, {"top_logprobs", 2}});
  const Reply reply = post(server.port(), chat, body);
  REQUIRE(reply.status == 200);
  const json answer = reply.json();
  Request request;
  request.messages = {{"user", "What is 2+2?"}};
  request.sampling = {5.0, 1.0, 0, 0.0, 300};
  request.seed = 4;
  std::size_t closed = 0;
  std::size_t reasoning = 0;
  for (const json& choice : answer["choices"]) {
    request.sample_indices = {choice["index"].get<int>()};
    const Completion expected = direct(request);
    CHECK(choice["token_ids"] == json(expected.token_ids));
    CHECK(choice["message"]["content"] == expected.answer);
    CHECK(choice["message"]["reasoning_content"] == expected.thinking);
    const std::size_t begin = expected.think_end.value_or(expected.token_ids.size());
    const json& content = choice["logprobs"]["content"];
    CHECK(content.size() == expected.token_ids.size() - begin);
    closed += expected.think_end && !content.empty() ? 1 : 0;
    reasoning += expected.thinking_tokens();
    CHECK(choice["prompt_token_ids"] == json(expected.prompt_ids));
  }
  CHECK(closed > 0);
  CHECK(answer["usage"]["completion_tokens_details"]["reasoning_tokens"] == reasoning);
  CHECK(answer["usage"]["prompt_tokens_details"]["cached_tokens"] == 0);
}

TEST_CASE("a stream says in sum what an answer says at once") {
  const TestServer server;
  for (const char* path : {completions, chat}) {
    json body = path == chat ? chat_body(300, {{"logprobs", true}})
                             : completion_body(100, {{"logprobs", 1}});
    body.update({{"n", 5}, {"seed", 4}, {"temperature", 5}});
    const json answer = post(server.port(), path, body).json();
    body.update({{"stream", true}, {"stream_options", {{"include_usage", true}}}});
    const Reply reply = post(server.port(), path, body);
    CHECK(reply.headers.at("content-type") == "text/event-stream; charset=utf-8");
    const std::vector<json> events = reply.events();
    CHECK(events.back()["usage"] == answer["usage"]);
    CHECK(events.back()["choices"].empty());
    std::map<int, Joined> joined = join(events);
    REQUIRE(joined.size() == 5);
    for (const json& choice : answer["choices"]) {
      INFO(path << " choice " << choice["index"]);
      const Joined& streamed = joined.at(choice["index"].get<int>());
      const json message = choice.value("message", json::object());
      CHECK(streamed.text == choice.value("text", "") + message.value("content", ""));
      CHECK(streamed.reasoning == message.value("reasoning_content", ""));
      CHECK(streamed.ids == choice["token_ids"]);
      CHECK(streamed.finish_reason == choice["finish_reason"].get<std::string>());
      CHECK(streamed.logprobs == choice["logprobs"][path == chat ? "content" : "tokens"]);
    }
  }
}

TEST_CASE("a message may come in parts of text, under any role that there is") {
  const TestServer server;
  const auto ids = [&](const json& messages) {
    const json body = {{"messages", messages}, {"max_tokens", 1}, {"return_token_ids", true}};
    return post(server.port(), chat, body).json()["choices"][0]["prompt_token_ids"];
  };
  const json first = {{"type", "text"}, {"text", "What is "}};
  const json second = {{"type", "text"}, {"text", "2+2?"}};
  const json system = {{"role", "developer"}, {"content", "Be short."}};
  const json parts = {{"role", "user"}, {"content", json::array({first, second})}};
  const json whole = {{"role", "user"}, {"content", "What is 2+2?"}};
  CHECK(ids(json::array({system, parts})) == ids(json::array({system, whole})));
  CHECK(ids(json::array({whole})) != ids(json::array({system, whole})));
}

TEST_CASE("what a server cannot do as asked is refused, and the field named") {
  struct Refused {
    const char* path;
    json more;
    const char* param;
    const char* says;
  };
  const json part = {{"type", "image_url"}, {"image_url", {{"url", "x"}}}};
  const json picture = {{"role", "user"}, {"content", json::array({part})}};
  const json nobody = {{"role", "nobody"}, {"content", "x"}};
  const json tool = {{"type", "function"}};
  const json format = {{"type", "json_object"}};
  const std::vector<Refused> table = {
      {chat, {{"tools", json::array({tool})}}, "tools", "not supported"},
      {chat, {{"response_format", format}}, "response_format", "not supported"},
      {chat, {{"logit_bias", {{"5", 1}}}}, "logit_bias", "not supported"},
      {chat, {{"top_logprobs", 2}}, "top_logprobs", "needs logprobs"},
      {chat, {{"enable_thinking", false}}, "enable_thinking", "always thinks"},
      {chat, {{"chat_template_kwargs", {{"thinking", false}}}}, "chat_template_kwargs", "always"},
      {chat, {{"chat_template_kwargs", {{"x", 1}}}}, "chat_template_kwargs", "x is not supported"},
      {chat, {{"messages", json::array()}}, "messages", "at least one"},
      {chat, {{"messages", json::array({picture})}}, "messages", "image_url"},
      {chat, {{"messages", json::array({nobody})}}, "messages", "nobody"},
      {chat, {{"max_completion_tokens", 0}}, "max_completion_tokens", "from 1"},
      {completions, {{"best_of", 3}}, "best_of", "not supported"},
      {completions, {{"suffix", "x"}}, "suffix", "not supported"},
      {completions, {{"colour", "red"}}, "colour", "not a field"},
      {completions, {{"n", 0}}, "n", "from 1"},
      {completions, {{"n", "two"}}, "n", "integer"},
      {completions, {{"n", 1.5}}, "n", "integer"},
      {completions, {{"temperature", -1}}, "temperature", "from 0"},
      {completions, {{"temperature", 1e-9}}, "", "at least 0.001"},
      {completions, {{"top_p", 0}}, "", "above 0"},
      {completions, {{"max_tokens", -1}}, "max_tokens", "from 0"},
      {completions, {{"max_tokens", 1e300}}, "max_tokens", "from 0"},
      {completions, {{"max_tokens", 0}}, "", "at least 1"},
      {completions, {{"seed", 0.5}}, "seed", "64 bits"},
      {completions, {{"stop", 5}}, "stop", "list of strings"},
      {completions, {{"stop", ""}}, "", "stop string is empty"},
      {completions, {{"stream", "yes"}}, "stream", "true or false"},
      {completions, {{"prompt", 5}}, "prompt", "prompt is 5"},
      {completions, {{"prompt", ""}}, "prompt", "no tokens"},
      {completions, {{"prompt", json::array()}}, "prompt", "prompt is []"},
      {completions, {{"prompt", json::array({300})}}, "prompt", "263 tokens"},
      {completions, {{"prompt", json::array({-1})}}, "prompt", "the id -1"},
      {completions, {{"prompt", json::array({1e30})}}, "prompt", "must be"},
      {completions, {{"prompt", std::string(5000, 'x')}}, "prompt", "leaves no room"},
      {completions,
       {{"echo", true}, {"logprobs", 1}, {"stream", true}},
       "stream",
       "cannot be streamed"},
  };
  const TestServer server;
  for (const Refused& refused : table) {
    const json body =
        refused.path == chat ? chat_body(4, refused.more) : completion_body(4, refused.more);
    INFO(body.dump().substr(0, 300));
    const Reply reply = post(server.port(), refused.path, body);
    CHECK(reply.status == 400);
    const json error = reply.json()["error"];
    CHECK(error["type"] == "invalid_request_error");
    CHECK(error["param"] == (*refused.param != 0 ? json(refused.param) : json()));
    CHECK_THAT(error["message"].get<std::string>(), Catch::Contains(refused.says));
  }
  // The same in the values that ask for nothing.
  const json harmless = {{"tools", json::array()},
                         {"response_format", {{"type", "text"}}},
                         {"logit_bias", json::object()},
                         {"enable_thinking", true},
                         {"user", "me"},
                         {"store", false},
                         {"logprobs", nullptr},
                         {"nothing_known", nullptr}};
  CHECK(post(server.port(), chat, chat_body(4, harmless)).status == 200);
  CHECK(is_at_rest(server));
}

TEST_CASE("what is no request ends its connection and nothing else") {
  http::HttpSettings settings;
  settings.body_limit = 20000;
  const TestServer server({}, settings);
  const auto raw = [&](const std::string& bytes) {
    RawClient client(server.port());
    client.send(bytes);
    return client.read().status;
  };
  const std::string head = "POST /v1/completions HTTP/1.1\r\nHost: x\r\n";
  CHECK(raw("nonsense\r\n\r\n") == 400);
  CHECK(raw(head + "Content-Length: -4\r\n\r\n") == 400);
  CHECK(raw(head + "Content-Length: 20001\r\n\r\n") == 413);
  CHECK(raw(head + "Transfer-Encoding: chunked\r\n\r\n8000\r\n" + std::string(0x8000, ' ')) == 413);
  CHECK(raw(head + "X: " + std::string(100000, 'x') + "\r\n\r\n") == 431);
  CHECK(raw(head + "Content-Length: 3\r\n\r\n{\"a") == 400);
  CHECK(raw(head + "Content-Length: 2\r\n\r\n[]") == 400);
  CHECK(raw(head + "Content-Length: 4\r\n\r\n\"\xff\"\n") == 400);
  CHECK(raw(head + "Content-Length: 18000\r\n\r\n" + std::string(18000, '[')) == 400);
  CHECK(raw("GET /v1/completions HTTP/1.1\r\n\r\n") == 405);
  CHECK(raw("GET /v2 HTTP/1.1\r\n\r\n") == 404);
  {
    RawClient client(server.port());  // says half of it and goes
    client.send(head);
  }
  const std::string body = completion_body(3).dump();
  CHECK(raw(head + "Expect: 100-continue\r\nContent-Length: " + std::to_string(body.size()) +
            "\r\n\r\n") == 100);
  RawClient client(server.port());
  client.send(head + "Transfer-Encoding: chunked\r\n\r\n5\r\n" + body.substr(0, 5) + "\r\n");
  client.send(fmt::format("{:x}\r\n{}\r\n0\r\n\r\n", body.size() - 5, body.substr(5)));
  CHECK(client.read().status == 200);
  client.post(completions, body);  // on the same connection
  CHECK(client.read().status == 200);
}

TEST_CASE("models, health and metrics say what is there") {
  const TestServer server;
  const Reply models = get(server.port(), "/v1/models");
  CHECK(models.json()["data"][0]["id"] == server.model().info.name);
  CHECK(get(server.port(), "/health").json()["status"] == "ok");
  CHECK(post(server.port(), completions, completion_body(7, {{"temperature", 0}})).status == 200);
  CHECK(post(server.port(), completions, {{"prompt", 5}}).status == 400);
  const std::string text = get(server.port(), "/metrics").body;
  for (const char* line :
       {"assay_requests_total{code=\"200\"} 1\n", "assay_requests_total{code=\"400\"} 1\n",
        "assay_requests_in_flight 0\n", "assay_queue_limit 1024\n", "assay_samples_running 0\n",
        "assay_generated_tokens_total 7\n", "assay_preemptions_total 0\n",
        "# TYPE assay_request_seconds histogram\n", "assay_request_seconds_bucket{le=\"+Inf\"} 2\n",
        "assay_request_seconds_count 2\n", "assay_cache_pages_free "}) {
    CHECK_THAT(text, Catch::Contains(line));
  }
}

TEST_CASE("a key that is asked for must be sent, but not for health and metrics") {
  http::ServiceSettings settings;
  settings.api_key = "sesame";
  const TestServer server(settings);
  const auto status = [&](const std::string& header) {
    RawClient client(server.port());
    client.post(completions, completion_body(1).dump(), header);
    return client.read().status;
  };
  CHECK(status("") == 401);
  CHECK(status("Authorization: Bearer sesam\r\n") == 401);
  CHECK(status("Authorization: sesame\r\n") == 401);
  CHECK(status("Authorization: Bearer sesame\r\n") == 200);
  CHECK(get(server.port(), "/v1/models").status == 401);
  CHECK(get(server.port(), "/health").status == 200);
  CHECK(get(server.port(), "/metrics").status == 200);
}

TEST_CASE("a full queue refuses with 429, and takes again when there is room") {
  http::ServiceSettings settings;
  settings.queue = 64;
  const TestServer server(settings);
  RawClient first(server.port());
  first.post(completions, completion_body(4000, {{"n", 64}, {"stream", true}}).dump());
  REQUIRE(first.wait_for("data: "));
  const Reply refused = post(server.port(), completions, completion_body(1));
  CHECK(refused.status == 429);
  CHECK(refused.headers.at("retry-after") == "1");
  CHECK(refused.json()["error"]["type"] == "rate_limit_error");
  CHECK(post(server.port(), completions, completion_body(1, {{"n", 65}})).status == 400);
  first.hang_up();
  CHECK(comes_true(
      [&] { return post(server.port(), completions, completion_body(1)).status == 200; }));
}

TEST_CASE("clients that hang up leave nothing behind, and change nobody's answer") {
  const TestServer server;
  const json body = chat_body(150, {{"seed", 9}, {"n", 2}});
  const json expected = post(server.port(), chat, body).json()["choices"];
  std::vector<std::unique_ptr<RawClient>> staying;
  std::vector<std::unique_ptr<RawClient>> leaving;
  for (int i = 0; i < 12; ++i) {
    auto client = std::make_unique<RawClient>(server.port());
    const bool leaves = i % 3 == 0;
    // Every other one that leaves would have had its answer at once.
    client->post(
        chat, leaves ? chat_body(4000, {{"stream", i % 2 == 0}, {"n", 16}}).dump() : body.dump());
    (leaves ? leaving : staying).push_back(std::move(client));
  }
  REQUIRE(leaving[0]->wait_for("reasoning_content"));
  leaving.clear();
  for (const auto& client : staying) {
    CHECK(client->read().json()["choices"] == expected);
  }
  CHECK(comes_true([&] { return is_at_rest(server); }));
  CHECK(comes_true([&] {
    return get(server.port(), "/metrics").body.find("code=\"499\"} 4\n") != std::string::npos;
  }));
}

TEST_CASE("a stop lets what runs finish, and takes nobody any more") {
  TestServer server;
  RawClient running(server.port());
  running.post(completions, completion_body(300, {{"stream", true}, {"temperature", 0}}).dump());
  REQUIRE(running.wait_for("data: "));
  const RawClient idle(server.port());
  server.stop();
  server.stop();
  CHECK(join(running.read().events()).at(0).ids == json(direct(greedy_request(300)).token_ids));
  server.join();
  CHECK_FALSE(RawClient(server.port()).connected());
}

TEST_CASE("what still runs after the grace is told so") {
  http::ServiceSettings settings;
  settings.grace_seconds = 0;
  TestServer server(settings);
  RawClient stream(server.port());
  stream.post(completions, completion_body(4000, {{"stream", true}, {"n", 64}}).dump());
  RawClient whole(server.port());
  whole.post(completions, completion_body(4000, {{"n", 64}}).dump());
  REQUIRE(stream.wait_for("data: "));
  REQUIRE(comes_true([&] { return server.load().pending > 64; }));
  server.stop();
  CHECK_THAT(stream.read().body, Catch::EndsWith("\"type\":\"server_error\"}}\n\n"));
  CHECK(whole.read().status == 503);
  server.join();
}

TEST_CASE("an address that is taken is an error that names it") {
  const TestServer server;
  http::HttpSettings settings;
  settings.port = server.port();
  CHECK_THROWS_WITH(http::Service(served_generator(), settings, {}),
                    Catch::Contains("cannot listen on 127.0.0.1:" + std::to_string(server.port())));
  settings.host = "no such host";
  CHECK_THROWS_AS(http::Service(served_generator(), settings, {}), InfrastructureError);
}

}  // namespace assay::test
