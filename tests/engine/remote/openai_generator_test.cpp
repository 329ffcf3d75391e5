// The client against a server whose every byte is written here.
#include "engine/remote/openai_generator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/remote/open_remote.hpp"
#include "tests/engine/remote/client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/scripted_server.hpp"

namespace assay::test {
namespace {

using End = ScriptedReply::End;

ScriptedReply streamed(const std::vector<std::string>& deltas, const std::string& reason = "stop") {
  return event_stream(chat_events(deltas, reason));
}

TEST_CASE("a whole answer gives thinking, answer, counts") {
  ScriptedServer server([](const SeenRequest&) {
    nlohmann::json answer = chat_answer("4", "stop", "two and two");
    answer["usage"]["completion_tokens_details"] = {{"reasoning_tokens", 15}};
    answer["usage"]["prompt_tokens_details"] = {{"cached_tokens", 5}};
    return reply(200, answer);
  });
  Client client(server);
  const Completion completion = client.ask_one();
  CHECK(completion.thinking == "two and two");
  CHECK(completion.answer == "4");
  CHECK(completion.finish_reason == FinishReason::stop);
  CHECK(completion.tokens() == 20);
  CHECK(completion.thinking_tokens() == 15);
  REQUIRE(completion.usage);
  CHECK(completion.usage->prompt_tokens == 7);
  CHECK(completion.usage->cached_prompt_tokens == 5);
  CHECK_FALSE(completion.usage->completion_estimated);
  CHECK_FALSE(completion.usage->reasoning_estimated);
  CHECK(client->tokens_generated() == 20);
  const SeenRequest request = server.requests().at(0);
  CHECK(request.method == "POST");
  CHECK(request.path == "/v1/chat/completions");
  CHECK(request.json()["model"] == "tiny");
}

TEST_CASE("a stream is the same byte by byte, tags and characters split") {
  for (const bool slow : {false, true}) {
    ScriptedServer server([&](const SeenRequest&) {
      const ScriptedReply whole =
          streamed({"<th", "ink>\nπ ≈", " 3</", "thi", "nk>", "\n\n", "\xF0\x9F\x98\x80 4"});
      return slow ? byte_by_byte(whole) : whole;
    });
    Client client(server);
    std::string thinking;
    std::string answer;
    const Completion completion = client.ask_one(
        [&](const TextDelta& delta) { (delta.thinking ? thinking : answer) += delta.text; });
    CHECK(completion.thinking == "π ≈ 3");
    CHECK(completion.answer == "\n\n\xF0\x9F\x98\x80 4");
    CHECK(thinking == completion.thinking);
    CHECK(answer == completion.answer);
    CHECK(completion.tokens() == 20);
    REQUIRE(completion.think_end);
    // 20 tokens over 8 bytes of thinking and 8 of answer.
    CHECK(completion.thinking_tokens() == 10);
    CHECK(completion.usage->reasoning_estimated);
  }
}

TEST_CASE("reasoning streams in a field of its own under either name") {
  for (const char* field : {"reasoning_content", "reasoning"}) {
    ScriptedServer server([&](const SeenRequest&) {
      std::vector<std::string> events = chat_events({"4"});
      const auto delta = [&](const char* text) {
        return nlohmann::json{{"choices", {{{"index", 0}, {"delta", {{field, text}}}}}}}.dump();
      };
      events.insert(events.begin() + 1, {delta("two "), delta("and two")});
      return event_stream(events);
    });
    Client client(server);
    const Completion completion = client.ask_one();
    CHECK(completion.thinking == "two and two");
    CHECK(completion.answer == "4");
  }
}

TEST_CASE("thinking that ran out of tokens was never closed and is no answer") {
  for (const char* text : {"<think>\nmaybe \\boxed{4}", "maybe \\boxed{4}"}) {
    ScriptedServer server([&](const SeenRequest&) { return streamed({text}, "length"); });
    Client client(server);
    const Completion completion = client.ask_one();
    CHECK(completion.finish_reason == FinishReason::length);
    CHECK_FALSE(completion.think_end);
    CHECK(completion.answer.empty());
    CHECK(completion.thinking == "maybe \\boxed{4}");
    CHECK(completion.thinking_tokens() == 20);
  }
}

/// Every way in which an answer can be broken; each must be asked for again.
struct Fault {
  const char* name;
  ScriptedReply reply;
};

std::vector<Fault> faults() {
  const ScriptedReply stream = streamed({"<think>hm</think>", "wrong: a partial answer"});
  const ScriptedReply whole = reply(200, chat_answer("wrong: a partial answer"));
  std::size_t stream_size = 0;
  for (const std::string& piece : stream.pieces) {
    stream_size += piece.size();
  }
  const auto event = [](const char* text) { return event_stream({text}); };
  std::vector<Fault> all = {
      {"closed without a byte", {{}, End::close, {}}},
      {"reset without a byte", {{}, End::reset, {}}},
      {"reset in the head", cut(stream, 20, End::reset)},
      {"reset in the stream", cut(stream, 400, End::reset)},
      {"closed in the stream", cut(stream, 400, End::close)},
      {"closed in the whole answer", cut(whole, whole.pieces[0].size() - 10, End::close)},
      {"ended in order without finish_reason", streamed({"wrong: a partial answer"}, "")},
      {"no event at all", event_stream({})},
      {"only [DONE]", event("[DONE]")},
      {"aborted by the server", streamed({"wrong: a partial answer"}, "abort")},
      {"an error in the stream",
       event_stream({chat_events({"wrong"}).at(1), R"({"error": {"message": "out of memory"}})"})},
      {"a broken event", event(R"({"choices": [{"index": 0, "delta": {"conte)")},
      {"garbage", text_reply(200, std::string("\x00\xFF{]", 4))},
      {"a page of a proxy", text_reply(200, "<html>hello</html>", "text/html")},
      {"no choices", reply(200, nlohmann::json{{"id", 1}})},
      {"choices of another kind", reply(200, nlohmann::json{{"choices", {1, 2}}})},
      {"a list", reply(200, nlohmann::json::array())},
      {"content of another kind",
       reply(200, nlohmann::json{{"choices",
                                  {{{"message", {{"content", 5}}}, {"finish_reason", "stop"}}}}})},
      {"a choice that nobody asked for",
       reply(200, nlohmann::json{{"choices", {{{"index", 7}, {"text", "x"}}}}})},
      {"an error with status 200", reply(200, nlohmann::json{{"error", {{"message", "busy"}}}})},
      {"429", reply(429, nlohmann::json{{"error", {{"message", "slow down"}}}})},
      {"500", text_reply(500, "<html>500</html>", "text/html")},
      {"502 without a body", text_reply(502, "", "text/html")},
      {"503", reply(503, nlohmann::json{{"error", {{"message", "Loading model"}, {"code", 503}}}})},
      {"not HTTP", {{"SSH-2.0-OpenSSH_9.2\r\n"}, End::close, {}}},
  };
  // Faults by count: cut at every 37th byte until nothing is cut that matters.
  const std::size_t finish = stream_size - stream.pieces.back().size() -
                             stream.pieces[stream.pieces.size() - 2].size() -
                             stream.pieces[stream.pieces.size() - 3].size() -
                             stream.pieces[stream.pieces.size() - 4].size();
  for (std::size_t bytes = 1; bytes < finish; bytes += 37) {
    all.push_back({"cut by count", cut(stream, bytes, bytes % 2 == 0 ? End::reset : End::close)});
  }
  return all;
}

TEST_CASE("a broken answer is asked for again and never handed out") {
  for (const Fault& fault : faults()) {
    INFO(fault.name);
    ScriptedServer server([&](const SeenRequest& request) {
      return request.index < 2 ? fault.reply : streamed({"<think>hm</think>", "right"});
    });
    Client client(server);
    const Completion completion = client.ask_one();
    CHECK(completion.answer == "right");
    CHECK(completion.thinking == "hm");
    CHECK_FALSE(client->next());
    CHECK(server.requests().size() == 3);
  }
}

TEST_CASE("an answer that had ended is whole, though the connection broke before the usage") {
  ScriptedServer server([](const SeenRequest&) {
    std::vector<std::string> events = chat_events({"one ", "two ", "three"});
    events.resize(events.size() - 2);
    ScriptedReply reply = event_stream(events);
    reply.pieces.pop_back();
    reply.end = End::close;
    return reply;
  });
  Client client(server);
  const Completion completion = client.ask_one();
  CHECK(completion.answer == "one two three");
  CHECK(completion.tokens() == 3);  // a piece each
  CHECK(completion.usage->completion_estimated);
  CHECK(completion.usage->prompt_unknown);
  CHECK(server.requests().size() == 1);
}

TEST_CASE("a server that says when to come back is not asked sooner") {
  struct Case {
    const char* header;
    long long ms;
  };
  for (const Case& c : std::vector<Case>{{"Retry-After: 7\r\n", 7000},
                                         {"retry-after: Tue, 14 Nov 2023 22:13:50 GMT\r\n", 30000},
                                         {"Retry-After: 0\r\n", 0}}) {
    INFO(c.header);
    ScriptedServer server([&](const SeenRequest& request) {
      return request.index == 0 ? reply(429, nlohmann::json{{"error", "later"}}, c.header)
                                : streamed({"4"});
    });
    Client client(server);
    client.clock->set_wall(1700000000);  // 22:13:20
    const auto before = client.clock->now();
    CHECK(client.ask_one().answer == "4");
    const auto waited =
        std::chrono::duration_cast<std::chrono::milliseconds>(client.clock->now() - before);
    CHECK(waited.count() >= c.ms);
    CHECK(waited.count() <= c.ms + 250);
  }
}

TEST_CASE("waits grow while a server fails, and end in one line") {
  ScriptedServer server([](const SeenRequest&) {
    return reply(500, nlohmann::json{{"error", {{"message", "CUDA\nerror"}}}});
  });
  Client client(server);
  client->submit(client.request({0}));
  CHECK_THROWS_WITH(
      client->next(),
      fmt::format("1 sample got no answer from {}; the first: suite/1 sample 0: HTTP status 500: "
                  "CUDA error (tried 10 times); run the same command again to ask for what is "
                  "missing",
                  server.url()));
  CHECK(server.requests().size() == 10);
  const auto waits = client.clock->waits();
  REQUIRE(waits.size() == 9);
  CHECK(waits.front().count() <= 1000);
  CHECK(waits.back().count() >= 30000);
  CHECK_FALSE(client->next());
}

TEST_CASE("being told to slow down does not use up the attempts while others are served") {
  constexpr int refusals = 30;
  std::atomic<int> refused = 0;
  std::atomic<int> served = 0;
  // Refusals of problem 0 and answers to the others take turns.
  ScriptedServer server([&](const SeenRequest& request) {
    const bool first = request.json()["messages"][0]["content"] == "question 0";
    if (first && refused < refusals) {
      while (served < refused) {
        std::this_thread::yield();
      }
      ++refused;
      return reply(429, nlohmann::json{{"error", {{"message", "slow down"}}}});
    }
    while (refused < refusals && refused < served) {
      std::this_thread::yield();
    }
    ++served;
    return streamed({"4"});
  });
  RemoteModel model = Client::model_of(server);
  model.concurrency = 2;
  Client client(model);
  for (int problem = 0; problem < 40; ++problem) {
    client->submit(client.request({0}, problem));
  }
  std::set<std::uint64_t> tags;
  while (const std::optional<Completion> completion = client->next()) {
    tags.insert(completion->tag);
  }
  CHECK(tags.size() == 40);
  CHECK(refused == refusals);
}

TEST_CASE("silence ends a transfer, in the middle of an answer or before it") {
  for (const bool in_the_middle : {false, true}) {
    ManualClock* clock = nullptr;
    std::atomic<bool> heard = false;
    ScriptedServer server([&](const SeenRequest& request) {
      if (request.index > 0) {
        return streamed({"right"});
      }
      ScriptedReply stalled = streamed({"wrong: a partial answer"});
      stalled.pieces.resize(in_the_middle ? 3 : 0);  // head, role, text
      stalled.pieces.emplace_back();                 // a place to move the clock, after all bytes
      stalled.end = End::stall;
      stalled.before_piece = [&, last = stalled.pieces.size() - 1](std::size_t piece) {
        while (piece == last && in_the_middle && !heard) {
          std::this_thread::yield();
        }
        clock->advance(std::chrono::hours(piece == last ? 1 : 0));
      };
      return stalled;
    });
    Client client(server);
    clock = client.clock.get();
    const Completion completion = client.ask_one([&](const TextDelta&) { heard = true; });
    CHECK(completion.answer == "right");
    CHECK(server.requests().size() == 2);
  }
}

TEST_CASE("a slow drip is not silence, however long it lasts") {
  ManualClock* clock = nullptr;
  std::atomic<std::size_t> heard = 0;
  const std::vector<std::string> drops(40, "drop ");
  ScriptedServer server([&](const SeenRequest&) {
    ScriptedReply reply = streamed(drops);
    reply.before_piece = [&](std::size_t piece) {
      // Piece 0 is the head, 1 the role; drop i is piece i + 2. Moves only when all has arrived.
      while (piece > 2 && piece <= drops.size() + 1 && heard < piece - 2) {
        std::this_thread::yield();
      }
      if (piece > 2 && piece <= drops.size() + 1) {
        clock->advance(std::chrono::seconds(250));  // the limit is 300
      }
    };
    return reply;
  });
  Client client(server);
  clock = client.clock.get();
  const Completion completion = client.ask_one([&](const TextDelta&) { ++heard; });
  CHECK(completion.answer.size() == 200);
  CHECK(completion.timings.decode_ms >= 38 * 250000.0);
  CHECK(server.requests().size() == 1);
}

TEST_CASE("connections are kept, and one that the server closed unannounced does no harm") {
  for (const bool closes : {false, true}) {
    ScriptedServer server([&](const SeenRequest&) {
      ScriptedReply answer = reply(200, chat_answer("4"));
      answer.end = closes ? End::close : End::keep;
      return answer;
    });
    RemoteModel model = Client::model_of(server);
    model.concurrency = 1;
    Client client(model);
    for (int i = 0; i < 20; ++i) {
      CHECK(client.ask_one().answer == "4");
    }
    CHECK_FALSE(client->next());
    if (!closes) {
      CHECK(server.connections() == 2);  // one asked for the models
    }
  }
}

TEST_CASE("every sample comes exactly once, right, through any mixture of faults") {
  const std::vector<Fault> all = faults();
  ScriptedServer server([&](const SeenRequest& request) {
    // Two of three requests fail, in a way that the index picks.
    if (request.index % 3 != 0) {
      return all[(request.index * 7) % all.size()].reply;
    }
    const nlohmann::json body = request.json();
    return streamed({"<think>hm</think>",
                     fmt::format("{} {}", body["messages"][0]["content"].get<std::string>(),
                                 body["seed"].get<std::uint32_t>())});
  });
  RemoteModel model = Client::model_of(server);
  model.concurrency = 8;
  model.retry.attempts = 1000;
  Client client(model);
  std::vector<int> samples(8);
  std::generate(samples.begin(), samples.end(), [i = 0]() mutable { return i++; });
  for (int problem = 0; problem < 25; ++problem) {
    client->submit(client.request(samples, problem));
  }
  std::map<std::pair<std::uint64_t, int>, int> seen;
  while (const std::optional<Completion> completion = client->next()) {
    ++seen[{completion->tag, completion->sample_index}];
    const std::string key = fmt::format("suite/{}", completion->tag);
    CHECK(completion->answer == fmt::format("question {} {}", completion->tag,
                                            remote::sample_seed(0, key, completion->sample_index)));
  }
  CHECK(seen.size() == 200);
  CHECK(std::all_of(seen.begin(), seen.end(), [](const auto& entry) { return entry.second == 1; }));
}

TEST_CASE("as many requests are open as were allowed, and never more") {
  std::atomic<int> arrived = 0;
  ScriptedServer server([&](const SeenRequest&) {
    // Nobody is answered before a whole group is there: with fewer at a time this would not end.
    const int group = arrived++ / 4 + 1;
    while (arrived < 4 * group) {
      std::this_thread::yield();
    }
    return streamed({"4"});
  });
  RemoteModel model = Client::model_of(server);
  model.concurrency = 4;
  Client client(model);
  for (int problem = 0; problem < 10; ++problem) {
    client->submit(client.request({0, 1}, problem));
  }
  int count = 0;
  while (client->next()) {
    ++count;
  }
  CHECK(count == 20);
  CHECK(server.most_at_once() == 4);
}

TEST_CASE("cancelling leaves the server at once, and work goes on after it") {
  std::atomic<bool> stall = true;
  ScriptedServer server([&](const SeenRequest&) {
    return stall ? ScriptedReply{{}, End::stall, {}} : streamed({"4"});
  });
  Client client(server);
  client->submit(client.request({0, 1, 2, 3, 4}));
  while (server.requests().size() < 5) {
    std::this_thread::yield();
  }
  client->cancel();
  CHECK_FALSE(client->next());
  stall = false;
  CHECK(client.ask_one().answer == "4");
  CHECK_FALSE(client->next());
  CHECK(server.requests().size() == 6);
}

TEST_CASE("a client can be left with requests queued, open and waiting") {
  ScriptedServer server([](const SeenRequest& request) {
    return request.index % 2 == 0 ? ScriptedReply{{}, End::stall, {}}
                                  : reply(429, nlohmann::json{{"error", "later"}});
  });
  RemoteModel model = Client::model_of(server);
  model.concurrency = 4;
  Client client(model);
  client->submit(client.request({0, 1, 2, 3, 4, 5, 6, 7}));
  while (server.requests().size() < 4) {
    std::this_thread::yield();
  }
}

TEST_CASE("text that a broken answer had shown is marked when the answer begins again") {
  ScriptedServer server([](const SeenRequest& request) {
    ScriptedReply stream = streamed({"one ", "two"});
    if (request.index == 0) {
      stream.pieces.resize(3);
      stream.end = End::close;
    }
    return stream;
  });
  Client client(server);
  std::string shown;
  CHECK(client.ask_one([&](const TextDelta& delta) { shown += delta.text; }).answer == "one two");
  CHECK(shown == "one \n[the connection broke; the answer begins again]\none two");
}

TEST_CASE("a huge answer in one event arrives whole") {
  const std::string huge(8U << 20U, 'x');
  ScriptedServer server([&](const SeenRequest&) { return streamed({huge}); });
  Client client(server);
  CHECK(client.ask_one().answer == huge);
}

TEST_CASE("a server that does not stream is understood") {
  ScriptedServer server([](const SeenRequest& request) {
    CHECK(request.json()["stream"] == true);
    return reply(200, chat_answer("4"));
  });
  Client client(server);
  std::string shown;
  CHECK(client.ask_one([&](const TextDelta& delta) { shown += delta.text; }).answer == "4");
  CHECK(shown == "4");
}

TEST_CASE("a prompt that we render opens the thinking") {
  ScriptedServer server([](const SeenRequest& request) {
    CHECK(request.path == "/v1/completions");
    const std::string prompt = request.json()["prompt"];
    CHECK(prompt == "<｜User｜>question 1<｜Assistant｜><think>\n");
    return reply(
        200, nlohmann::json{
                 {"choices", {{{"index", 0}, {"text", "hm</think>4"}, {"finish_reason", "stop"}}}},
                 {"usage", {{"completion_tokens", 11}}}});
  });
  RemoteModel model = Client::model_of(server);
  model.api = remote::Api::completions;
  Client client(model);
  const Completion completion = client.ask_one();
  CHECK(completion.thinking == "hm");
  CHECK(completion.answer == "4");
  CHECK(client->info().remarks.empty());
  CHECK(client->render({{"user", "x"}}).text == "<｜User｜>x<｜Assistant｜><think>\n");
}

TEST_CASE("stop strings end the answer, not the thinking") {
  ScriptedServer server([](const SeenRequest&) {
    return streamed({"<think>END?</think>", "4 EN", "D 5"}, "length");
  });
  Client client(server);
  Request request = client.request({0});
  request.stop = {"END"};
  client->submit(std::move(request));
  const std::optional<Completion> completion = client->next();
  REQUIRE(completion);
  CHECK(completion->thinking == "END?");
  CHECK(completion->answer == "4 ");
  CHECK(completion->finish_reason == FinishReason::stop);
}

}  // namespace
}  // namespace assay::test
