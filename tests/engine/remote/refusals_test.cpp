// What a server refuses, what is learnt from it, and what people are told.
#include <fmt/format.h>

#include <set>
#include <string>

#include "engine/core/error.hpp"
#include "engine/remote/request_body.hpp"
#include "tests/engine/remote/client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/environment.hpp"
#include "tests/support/scripted_server.hpp"

namespace assay::test {
namespace {

using Json = nlohmann::json;

ScriptedReply refusal(int status, const std::string& message, const std::string& code = "") {
  return reply(status, Json{{"error", {{"message", message}, {"code", code}}}});
}

template <typename Error, typename Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "not thrown";
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("a refusal that no retry would mend ends the run at once, with the server's words") {
  for (const int status : {401, 402, 403, 404, 405}) {
    ScriptedServer server(
        [&](const SeenRequest&) { return refusal(status, "no such model: tiny"); });
    RemoteModel model = Client::model_of(server);
    model.concurrency = 1;
    Client client(model);
    client->submit(client.request({0, 1, 2}));
    const std::string message = message_of<UsageError>([&] { (void)client->next(); });
    INFO(message);
    CHECK(contains(message, server.url()));
    CHECK(contains(message, fmt::format("{}: no such model: tiny", status)));
    CHECK(server.requests().size() == 1);
    CHECK_THROWS_AS(client->submit(client.request({3})), UsageError);
  }
}

TEST_CASE("an account without money is not waited for") {
  ScriptedServer server([](const SeenRequest&) {
    return refusal(429, "You exceeded your current quota", "insufficient_quota");
  });
  Client client(server);
  client->submit(client.request({0}));
  CHECK(contains(message_of<UsageError>([&] { (void)client->next(); }),
                 "exceeded your current quota"));
  CHECK(server.requests().size() == 1);
}

TEST_CASE("a request that is refused for itself is named when all others have come") {
  ScriptedServer server([](const SeenRequest& request) {
    return request.json()["messages"][0]["content"] == "question 3"
               ? refusal(400, "this prompt is not allowed")
               : reply(200, chat_answer("4"));
  });
  Client client(server);
  for (int problem = 0; problem < 6; ++problem) {
    client->submit(client.request({0}, problem));
  }
  std::set<std::uint64_t> tags;
  const std::string message = message_of<InfrastructureError>([&] {
    while (const std::optional<Completion> completion = client->next()) {
      tags.insert(completion->tag);
    }
  });
  CHECK(tags == std::set<std::uint64_t>{0, 1, 2, 4, 5});
  CHECK(contains(message, "suite/3 sample 0: HTTP status 400: this prompt is not allowed"));
  CHECK(server.requests().size() == 6);
}

TEST_CASE("a server that refuses everything is not asked for everything") {
  ScriptedServer server([](const SeenRequest&) { return refusal(400, "bad temperature"); });
  RemoteModel model = Client::model_of(server);
  model.concurrency = 4;
  Client client(model);
  const std::string message = message_of<InfrastructureError>([&] {
    for (int problem = 0; problem < 1000; ++problem) {
      client->submit(client.request({0}, problem));
    }
    (void)client->next();
  });
  CHECK(contains(message, "4 requests in a row failed for good"));
  CHECK(contains(message, "bad temperature"));
  CHECK(server.requests().size() < 20);
}

TEST_CASE("withheld answers are named, not graded") {
  for (const char* reason : {"content_filter", "tool_calls", "function_call", "a new reason"}) {
    ScriptedServer server(
        [&](const SeenRequest&) { return reply(200, chat_answer("par", reason)); });
    Client client(server);
    client->submit(client.request({0}));
    CHECK(contains(message_of<InfrastructureError>([&] { (void)client->next(); }), reason));
    CHECK(server.requests().size() == 1);
  }
}

TEST_CASE("a dead server is told in one line with its address") {
  std::string url;
  {
    const ScriptedServer gone([](const SeenRequest&) { return reply(200, chat_answer("4")); });
    url = gone.url();
  }
  RemoteModel model;
  model.url = url;
  const std::string message = message_of<InfrastructureError>([&] { const Client client(model); });
  INFO(message);
  CHECK(message.rfind(url + ": no server answers: ", 0) == 0);
  CHECK(contains(message, "start it, or check host and port"));
  CHECK_FALSE(contains(message, "\n"));
}

TEST_CASE("a server that goes away in the middle ends the run, what had come comes") {
  ScriptedServer server([](const SeenRequest& request) {
    return request.index == 0 ? reply(200, chat_answer("4"))
                              : ScriptedReply{{}, ScriptedReply::End::stall, {}};
  });
  RemoteModel model = Client::model_of(server);
  model.concurrency = 1;
  Client client(model);
  client->submit(client.request({0, 1, 2}));
  CHECK(client->next()->answer == "4");
  server.stop();
  const std::string message = message_of<InfrastructureError>([&] { (void)client->next(); });
  CHECK(contains(message, server.url() + ": the server does not answer: "));
}

TEST_CASE("the key reaches the server and nobody else") {
  const EnvironmentVariable key("OPENAI_API_KEY", "sk-secret-0123456789");
  ScriptedServer server([](const SeenRequest& request) {
    CHECK(contains(request.head, "Authorization: Bearer sk-secret-0123456789"));
    return refusal(401, "Incorrect API key provided: sk-secret-0123456789 (sk-secre*****6789)");
  });
  RemoteModel model = Client::model_of(server);
  model.headers = {{"X-Key", "env:OPENAI_API_KEY"}};
  Client client(model);
  const ModelInfo info = client->info();
  for (const std::string& text : {info.name, info.source, info.hash, info.hardware,
                                  info.numerics.text(), client->render({{"user", "x"}}).text}) {
    CHECK_FALSE(contains(text, "secret"));
  }
  client->submit(client.request({0}));
  const std::string message = message_of<UsageError>([&] { (void)client->next(); });
  CHECK(contains(message, "Incorrect API key provided: [secret]"));
  CHECK_FALSE(contains(message, "sk-secre"));
  CHECK_FALSE(contains(message, "6789"));
}

TEST_CASE("a redirection is not followed with the key, its address is told") {
  ScriptedServer elsewhere([](const SeenRequest&) { return reply(200, chat_answer("stolen")); });
  ScriptedServer server([&](const SeenRequest&) {
    return text_reply(307, std::string(), "text/html", "Location: " + elsewhere.url() + "\r\n");
  });
  Client client(server);
  client->submit(client.request({0}));
  CHECK(contains(message_of<UsageError>([&] { (void)client->next(); }), elsewhere.url()));
  CHECK(elsewhere.connections() == 0);
}

TEST_CASE("a wait of hours is the user's, not ours") {
  ScriptedServer server([](const SeenRequest&) {
    return reply(429, Json{{"error", "daily limit"}}, "Retry-After: 20000\r\n");
  });
  Client client(server);
  client->submit(client.request({0}));
  CHECK(contains(message_of<InfrastructureError>([&] { (void)client->next(); }), "20000 s"));
}

TEST_CASE("several samples of a prompt are asked for at once where the server can") {
  enum class Server { honours, ignores, refuses };
  for (const Server kind : {Server::honours, Server::ignores, Server::refuses}) {
    ScriptedServer server([&](const SeenRequest& request) {
      const Json body = request.json();
      const int n = body.value("n", 1);
      if (n > 1 && kind == Server::refuses) {
        return refusal(400, "only n=1 is supported");
      }
      Json answer = chat_answer("x");
      answer["choices"] = Json::array();
      for (int i = 0; i < (kind == Server::honours ? n : 1); ++i) {
        answer["choices"].push_back(
            {{"index", i},
             {"message", {{"content", fmt::format("<think>a</think>{}", i)}}},
             {"finish_reason", "stop"}});
      }
      return reply(200, answer);
    });
    RemoteModel model = Client::model_of(server);
    model.samples_per_request = 4;
    model.concurrency = 1;
    Client client(model);
    client->submit(client.request({0, 1, 2, 3, 4, 5}));
    std::multiset<int> samples;
    while (const std::optional<Completion> completion = client->next()) {
      samples.insert(completion->sample_index);
      if (kind == Server::honours) {
        CHECK(completion->answer == std::to_string(completion->sample_index % 4));
        CHECK(completion->usage->completion_estimated);
      }
    }
    CHECK(samples == std::multiset<int>{0, 1, 2, 3, 4, 5});
    const std::size_t asked = server.requests().size();
    CHECK(asked == (kind == Server::honours ? 2U : kind == Server::ignores ? 6U : 8U));
  }
}

TEST_CASE("a request is changed to what the server can take") {
  ScriptedServer server([](const SeenRequest& request) {
    const Json body = request.json();
    for (const char* field : {"top_k", "min_p", "seed", "stream_options"}) {
      if (body.contains(field)) {
        return refusal(400, fmt::format("Unrecognized request argument supplied: {}", field));
      }
    }
    if (body.contains("max_tokens")) {
      return refusal(400, "Unsupported parameter: use 'max_completion_tokens' instead.");
    }
    return reply(200, chat_answer("4"));
  });
  RemoteModel model = Client::model_of(server);
  model.concurrency = 4;
  Client client(model);
  client->submit(client.request({0, 1, 2, 3, 4, 5, 6, 7}));
  int count = 0;
  while (client->next()) {
    ++count;
  }
  CHECK(count == 8);
  CHECK(server.requests().back().json()["max_completion_tokens"] == 100);
  CHECK(client.clock->waits().empty());
}

TEST_CASE("max_tokens is clipped to the context, as the server counts it") {
  ScriptedServer server([](const SeenRequest& request) {
    const int asked = request.json()["max_tokens"];
    const bool long_prompt = request.json()["messages"][0]["content"] == "question 2";
    const int prompt = long_prompt ? 4096 : 100;
    return prompt + asked <= 4096
               ? reply(200, chat_answer("4"))
               : refusal(400,
                         fmt::format("This model's maximum context length is 4096 tokens. "
                                     "However, you requested {} tokens ({} in the messages, {} "
                                     "in the completion).",
                                     prompt + asked, prompt, asked));
  });
  server.set_models(reply(
      200, Json{{"data", {{{"id", "tiny"}, {"owned_by", "vllm"}, {"max_model_len", 4096}}}}}));
  Client client(server);
  CHECK(client->info().context == 4096);
  CHECK(client->info().numerics.architecture == "vllm");
  Request request = client.request({0});
  request.sampling.max_tokens = 32768;
  client->submit(request);
  CHECK(client->next()->answer == "4");
  CHECK(server.requests().at(0).json()["max_tokens"] == 4096);
  CHECK(server.requests().at(0).json()["top_k"] == -1);
  CHECK(server.requests().at(1).json()["max_tokens"] == 3996);
  // A prompt that fills the context: truncated before the first token, like a local model's.
  Request full = client.request({0}, 2);
  client->submit(full);
  const std::optional<Completion> truncated = client->next();
  REQUIRE(truncated);
  CHECK(truncated->finish_reason == FinishReason::length);
  CHECK(truncated->answer.empty());
  CHECK_FALSE(truncated->think_end);
}

TEST_CASE("the model is the server's only one, or is named") {
  ScriptedServer server([](const SeenRequest&) { return reply(200, chat_answer("4")); });
  CHECK(Client(server)->info().name == "tiny");
  server.set_models(reply(200, Json{{"data", {{{"id", "a"}}, {{"id", "b"}}}}}));
  CHECK(contains(message_of<UsageError>([&] { const Client client(server); }),
                 "name the model with --model-name or #NAME; the server has a, b"));
  RemoteModel named = Client::model_of(server);
  named.name = "b";
  CHECK(Client(named)->info().name == "b");
  server.set_models(refusal(404, "no such call"));
  CHECK(Client(named).ask_one().answer == "4");
  CHECK(contains(message_of<UsageError>([&] { const Client client(server); }),
                 "the server does not say which it has"));
  server.set_models(refusal(401, "wrong key"));
  CHECK(contains(message_of<UsageError>([&] { const Client client(named); }), "401: wrong key"));
  server.set_models(refusal(503, "Loading model"));
  CHECK(contains(message_of<InfrastructureError>([&] { const Client client(named); }),
                 "Loading model (tried 5 times)"));
}

TEST_CASE("what the model is called and how it is asked is its identity, its address is not") {
  ScriptedServer first([](const SeenRequest&) { return reply(200, chat_answer("4")); });
  ScriptedServer second([](const SeenRequest&) { return reply(200, chat_answer("4")); });
  const std::string hash = Client(first)->info().hash;
  CHECK(Client(second)->info().hash == hash);
  CHECK(Client(first)->info().numerics.backend == "remote");
  CHECK(Client(first)->info().numerics.mode == "not reproducible");
  CHECK(Client(first)->info().remarks.size() == 1);
  RemoteModel effort = Client::model_of(first);
  effort.body = {{"reasoning_effort", "high"}};
  CHECK(Client(effort)->info().hash != hash);
  RemoteModel text = Client::model_of(first);
  text.api = remote::Api::completions;
  CHECK(Client(text)->info().hash != hash);
}

TEST_CASE("what a server cannot do is refused before anything is asked") {
  ScriptedServer server([](const SeenRequest&) { return reply(200, chat_answer("4")); });
  Client client(server);
  Request budget = client.request({0});
  budget.think_budget = 10;
  CHECK_THROWS_AS(client->submit(budget), UsageError);
  Request ids = client.request({0});
  ids.messages.clear();
  ids.prompt_ids = {1, 2};
  CHECK_THROWS_AS(client->submit(ids), UsageError);
  Request cold = client.request({0});
  cold.sampling.temperature = -1;
  CHECK_THROWS_AS(client->submit(cold), UsageError);
  CHECK_FALSE(client->next());
  CHECK(server.requests().empty());
}

TEST_CASE("flags stand above the model's address and are checked") {
  RemoteFlags flags;
  flags.model_name = "b";
  flags.api = "completions";
  flags.headers = {"X-A=1=2"};
  flags.body = {"effort=high", "deep={\"x\": 1}", "n_best=3"};
  flags.extra = R"({"effort": "low"})";
  flags.concurrency = 3;
  const RemoteModel model = remote::resolve("http://h/v1#a", flags);
  CHECK(model.name == "b");
  CHECK(model.api == remote::Api::completions);
  CHECK(model.headers == std::vector<std::pair<std::string, std::string>>{{"X-A", "1=2"}});
  CHECK(model.body == Json{{"effort", "low"}, {"deep", {{"x", 1}}}, {"n_best", 3}});
  CHECK(model.concurrency == 3);
  const auto refused = [](const RemoteFlags& bad) {
    return message_of<UsageError>([&] { static_cast<void>(remote::resolve("http://h/v1", bad)); });
  };
  RemoteFlags bad;
  bad.headers = {"no value"};
  CHECK(contains(refused(bad), "--header"));
  bad = {};
  bad.extra = "{";
  CHECK(contains(refused(bad), "--extra"));
  bad = {};
  bad.body = {"temperature=1"};
  CHECK(contains(refused(bad), "--temperature"));
  bad = {};
  bad.api = "talk";
  CHECK(contains(refused(bad), "--api"));
  bad = {};
  bad.concurrency = -1;
  CHECK(contains(refused(bad), "--concurrency"));
}

}  // namespace
}  // namespace assay::test
