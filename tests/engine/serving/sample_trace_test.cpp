#include "engine/serving/sample_trace.hpp"

#include <algorithm>
#include <map>

#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/tiny_checkpoint.hpp"

namespace assay::test {

namespace {

constexpr std::int32_t eos = 2;
constexpr std::int32_t think_close = 6;

class Traces {
 public:
  Traces() : tokenizer_(open()) {
    tokens_.eos = {eos};
    tokens_.thinking.start = ThinkingStart::open;
    tokens_.thinking.open = 5;
    tokens_.thinking.close = think_close;
    tokens_.closing = {think_close};
    tokens_.go_on_thinking = {token('W'), token('t')};
  }

  /// A model that opens its thinking itself, or does not think.
  void undecided() { tokens_.thinking.start = ThinkingStart::undecided; }

  struct Options {
    std::size_t limit = 100;
    std::optional<int> think_budget;
    std::vector<std::string> stop;
    int think_extend = 0;
    bool plain = false;
  };

  SampleTrace start(const Options& options) {
    auto request = std::make_shared<PreparedRequest>();
    request->prompt_ids = {1, 3, 50, 4, 5};
    request->token_limit = options.limit;
    request->request.think_budget = options.think_budget;
    request->request.stop = options.stop;
    request->request.think_extend = options.think_extend;
    request->request.plain = options.plain;
    request->request.on_text = [this](const TextDelta& delta) {
      (delta.thinking ? thought_ : said_) += std::string(delta.text) + "|";
    };
    return {request, 4, tokenizer_, tokens_};
  }

  /// Feeds text byte by byte (a token each) and stops where the trace ends.
  bool feed(SampleTrace& trace, const std::string& text) {
    for (const char byte : text) {
      if (trace.push(token(byte))) {
        return true;
      }
    }
    return false;
  }

  [[nodiscard]] std::int32_t token(char byte) const { return 7 + static_cast<unsigned char>(byte); }

  std::string thought_;
  std::string said_;

 private:
  static Tokenizer open() {
    const TemporaryDirectory directory;
    TinyCheckpoint::write(directory.path());
    return Tokenizer::open(directory.path());
  }

  Tokenizer tokenizer_;
  TraceTokens tokens_;
};

}  // namespace

TEST_CASE("a trace that thinks, answers and ends") {
  Traces traces;
  SampleTrace trace = traces.start({});
  CHECK(trace.at(trace.length() - 1) == 5);
  CHECK_FALSE(traces.feed(trace, "hm"));
  CHECK_FALSE(trace.push(think_close));
  CHECK_FALSE(traces.feed(trace, "42"));
  CHECK(trace.push(eos));
  const Completion done = trace.take();
  CHECK(done.thinking == "hm");
  CHECK(done.answer == "42");
  CHECK(done.think_end == 3U);
  CHECK(done.thinking_tokens() == 2);
  CHECK(done.token_ids.size() == 5);  // without EOS
  CHECK(done.finish_reason == FinishReason::stop);
  CHECK(done.sample_index == 4);
  CHECK(traces.thought_ == "h|m|");
  CHECK(traces.said_ == "4|2|");
}

TEST_CASE("only the first closing tag ends the thinking, a later one is text") {
  Traces traces;
  SampleTrace trace = traces.start({});
  CHECK_FALSE(trace.push(think_close));
  CHECK_FALSE(trace.push(think_close));
  CHECK(trace.push(eos));
  const Completion done = trace.take();
  CHECK(done.think_end == 1U);
  CHECK(done.thinking.empty());
  CHECK(done.answer == "</think>");
}

TEST_CASE("a model that opens its thinking itself, or does not think, is told apart") {
  Traces traces;
  traces.undecided();
  SampleTrace thinks = traces.start({});
  CHECK_FALSE(thinks.push(5));
  CHECK_FALSE(traces.feed(thinks, "hm"));
  CHECK_FALSE(thinks.push(think_close));
  CHECK_FALSE(traces.feed(thinks, "42"));
  CHECK(thinks.push(eos));
  const Completion thought = thinks.take();
  CHECK(thought.thinking == "hm");
  CHECK(thought.answer == "42");
  CHECK(thought.think_end == 4U);

  SampleTrace plain = traces.start({});
  CHECK_FALSE(traces.feed(plain, "42"));
  CHECK(plain.push(eos));
  const Completion said = plain.take();
  CHECK(said.thinking.empty());
  CHECK(said.answer == "42");
  CHECK(said.think_end == 0U);
}

TEST_CASE("an answer that a closing tag ends was thinking") {
  Traces traces;
  traces.undecided();
  SampleTrace trace = traces.start({});
  CHECK_FALSE(traces.feed(trace, "hm"));
  CHECK_FALSE(trace.push(think_close));
  CHECK_FALSE(traces.feed(trace, "42"));
  CHECK(trace.push(eos));
  const Completion done = trace.take();
  CHECK(done.thinking == "hm");
  CHECK(done.answer == "42");
  CHECK(done.think_end == 3U);
}

TEST_CASE("a trace that ends while it thinks has no answer") {
  Traces traces;
  SampleTrace trace = traces.start({3, {}, {}});
  CHECK(traces.feed(trace, "abc"));
  const Completion cut = trace.take();
  CHECK(cut.finish_reason == FinishReason::length);
  CHECK_FALSE(cut.think_end.has_value());
  CHECK(cut.thinking == "abc");
  CHECK(cut.answer.empty());

  SampleTrace ended = traces.start({});
  CHECK(ended.push(eos));
  CHECK(ended.take().finish_reason == FinishReason::stop);
}

TEST_CASE("the budget closes the thinking after exactly so many tokens") {
  Traces traces;
  for (const int budget : {0, 1, 5}) {
    SampleTrace trace = traces.start({100, budget, {}});
    CHECK_FALSE(traces.feed(trace, "abcdefghij"));
    CHECK(trace.push(eos));
    const Completion done = trace.take();
    CHECK(done.thinking == std::string("abcdefghij").substr(0, static_cast<std::size_t>(budget)));
    CHECK(done.thinking_tokens() == static_cast<std::size_t>(budget));
    CHECK(done.token_ids[static_cast<std::size_t>(budget)] == think_close);
    CHECK(done.finish_reason == FinishReason::stop);
  }
}

TEST_CASE("an answer cut short after the budget says so, one after its own closing does not") {
  Traces traces;
  SampleTrace forced = traces.start({5, 2, {}});
  CHECK(traces.feed(forced, "abcdefgh"));
  CHECK(forced.take().finish_reason == FinishReason::budget);

  SampleTrace free = traces.start({5, 4, {}});
  CHECK_FALSE(traces.feed(free, "a"));
  CHECK_FALSE(free.push(think_close));
  CHECK(traces.feed(free, "xyz"));
  CHECK(free.take().finish_reason == FinishReason::length);
}

TEST_CASE("the first closings are replaced by a word that goes on, never the budget's") {
  Traces traces;
  SampleTrace trace = traces.start({100, 7, {}, 2});
  CHECK_FALSE(traces.feed(trace, "a"));
  CHECK(trace.next(think_close) == traces.token('W'));
  CHECK_FALSE(trace.push(think_close));
  CHECK_FALSE(traces.feed(trace, "?b"));  // the word's second half stands where '?' was sampled
  CHECK_FALSE(trace.push(think_close));
  CHECK_FALSE(traces.feed(trace, "?c"));
  CHECK(trace.next(traces.token('d')) == think_close);
  CHECK_FALSE(traces.feed(trace, "dx"));
  CHECK(trace.push(eos));
  const Completion done = trace.take();
  CHECK(done.thinking == "aWtbWtc");
  CHECK(done.answer == "x");
}

TEST_CASE("a fork closes the thinking at its budget and goes its own way") {
  Traces traces;
  SampleTrace trace = traces.start({});
  CHECK(trace.forks_at(0));
  CHECK_FALSE(traces.feed(trace, "abc"));
  CHECK(trace.forks_at(3));
  CHECK_FALSE(trace.forks_at(2));
  SampleTrace child = trace.fork(3);
  CHECK(child.is_fork());
  CHECK_FALSE(traces.feed(child, "?42"));  // the closing stands where '?' was sampled
  CHECK(child.push(eos));
  CHECK_FALSE(traces.feed(trace, "d"));
  const Completion forked = child.take();
  CHECK(forked.fork_budget == 3);
  CHECK(forked.thinking == "abc");
  CHECK(forked.answer == "42");
  CHECK(traces.said_.empty());  // a fork is not streamed
  CHECK(trace.push(think_close) == false);
  CHECK_FALSE(trace.forks_at(4));
  CHECK(trace.push(eos));
  CHECK(trace.take().thinking == "abcd");
}

TEST_CASE("plain text has no thinking") {
  Traces traces;
  SampleTrace trace = traces.start({100, {}, {"##"}, 0, true});
  CHECK_FALSE(traces.feed(trace, "ab"));
  CHECK_FALSE(trace.push(think_close));
  CHECK(traces.feed(trace, "c##"));
  const Completion done = trace.take();
  CHECK(done.answer == "ab</think>c");
  CHECK(done.think_end == 0U);
}

TEST_CASE("what stands is counted for penalties: the prompt as nothing, the completion by number") {
  Traces traces;
  SampleTrace trace = traces.start({});
  CHECK_FALSE(traces.feed(trace, "aba"));
  std::map<std::int32_t, int> times;
  for (const SeenToken& token : trace.seen()) {
    times[token.id] = token.times;
  }
  CHECK(times.at(traces.token('a')) == 2);
  CHECK(times.at(traces.token('b')) == 1);
  CHECK(times.at(50) == 0);
  CHECK(times.size() == 7);
}

TEST_CASE("a stop string ends the answer before it, and is never streamed in part") {
  Traces traces;
  SampleTrace trace = traces.start({100, {}, {"STOP", "##"}});
  CHECK_FALSE(traces.feed(trace, "STOP"));  // in the thinking: text like any other
  CHECK_FALSE(trace.push(think_close));
  CHECK(traces.feed(trace, "so STSTOP and more"));
  const Completion done = trace.take();
  CHECK(done.thinking == "STOP");
  CHECK(done.answer == "so ST");
  CHECK(done.finish_reason == FinishReason::stop);
  std::string streamed = traces.said_;
  streamed.erase(std::remove(streamed.begin(), streamed.end(), '|'), streamed.end());
  CHECK(streamed == "so ST");
}

TEST_CASE("characters are streamed whole") {
  Traces traces;
  SampleTrace trace = traces.start({100, {}, {"zz"}});
  CHECK_FALSE(trace.push(think_close));
  CHECK_FALSE(traces.feed(trace, "é€x"));
  CHECK(trace.push(eos));
  CHECK(trace.take().answer == "é€x");
  CHECK(traces.said_ == "é|€|x|");
}

TEST_CASE("a character that the end cuts in two becomes U+FFFD") {
  Traces traces;
  SampleTrace trace = traces.start({});
  CHECK_FALSE(trace.push(traces.token('\xC3')));
  CHECK(trace.push(eos));
  CHECK(trace.take().thinking == "\xEF\xBF\xBD");
}

}  // namespace assay::test
