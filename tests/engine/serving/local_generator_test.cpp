#include "engine/serving/local_generator.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "engine/backend/cpu/cpu_backend.hpp"
#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/tiny_checkpoint.hpp"

namespace assay::test {

namespace {

using Traces = std::map<std::pair<std::string, int>, std::vector<std::int32_t>>;

/// The random checkpoint that these tests run, written once.
const std::filesystem::path& checkpoint() {
  static const TemporaryDirectory directory;
  static const bool written = [] {
    TinyCheckpoint::write(directory.path());
    return true;
  }();
  (void)written;
  return directory.path();
}

std::unique_ptr<LocalGenerator> open(int threads, const SchedulerSettings& settings) {
  return std::make_unique<LocalGenerator>(
      load_model(checkpoint(), WeightType::stored, cpu::make_backend(threads)), settings);
}

std::unique_ptr<LocalGenerator> open(int threads, int max_batch, int prefill_chunk = 128) {
  SchedulerSettings settings;
  settings.max_batch = max_batch;
  settings.prefill_chunk = prefill_chunk;
  return open(threads, settings);
}

/// Room for `pages` pages of this checkpoint's cache: 16 places of 32 values in 3 layers.
SchedulerSettings with_pages(std::uint64_t pages, int max_batch) {
  SchedulerSettings settings;
  settings.max_batch = max_batch;
  settings.cache_limit = pages * page_size * 32 * 3 * sizeof(float);
  return settings;
}

Request request_of(int problem, int samples, int max_tokens = 40) {
  Request request;
  request.tag = static_cast<std::uint64_t>(problem);
  request.problem_key = "suite/" + std::to_string(problem);
  request.messages = {{"user", std::string(static_cast<std::size_t>(1 + problem * 7 % 40), 'q') +
                                   std::to_string(problem)}};
  for (int sample = 0; sample < samples; ++sample) {
    request.sample_indices.push_back(sample);
  }
  request.sampling.temperature = 1.0;
  request.sampling.max_tokens = max_tokens;
  request.seed = 5;
  return request;
}

Traces collect(Generator& generator) {
  Traces traces;
  while (const std::optional<Completion> completion = generator.next()) {
    traces[{std::to_string(completion->tag), completion->sample_index}] = completion->token_ids;
  }
  return traces;
}

Traces run(Generator& generator, const std::vector<int>& problems, int samples) {
  for (const int problem : problems) {
    generator.submit(request_of(problem, samples));
  }
  return collect(generator);
}

}  // namespace

TEST_CASE("a sample does not depend on batch, threads, chunks of the prompt or order") {
  const std::vector<int> problems = {0, 1, 2, 3, 4, 5};
  const Traces expected = run(*open(1, 1), problems, 3);
  REQUIRE(expected.size() == 18);
  CHECK(run(*open(2, 64), problems, 3) == expected);
  CHECK(run(*open(3, 5, 1), problems, 3) == expected);
  CHECK(run(*open(2, 64, 7), problems, 3) == expected);
  CHECK(run(*open(2, 7), {5, 2, 0, 4, 1, 3}, 3) == expected);
}

TEST_CASE("a sample does not depend on preemption, and small caches finish all") {
  const std::vector<int> problems = {0, 1, 2, 3, 4, 5};
  const Traces expected = run(*open(1, 1), problems, 3);
  for (const std::uint64_t pages : {9U, 12U, 20U, 100U}) {
    INFO(pages << " pages");
    const auto generator = open(2, with_pages(pages, 16));
    CHECK(run(*generator, problems, 3) == expected);
    CHECK((generator->load().preemptions > 0) == (pages < 100));
    CHECK(generator->load().free_pages == pages);
  }
}

TEST_CASE("a sample does not depend on what the prefix cache held") {
  SchedulerSettings off;
  off.prefix_cache = false;
  Request request = request_of(1, 2);
  request.messages = {{"user", std::string(70, 'x')}};
  const auto ask = [&](LocalGenerator& generator, const std::string& end) {
    Request one = request;
    one.messages[0].content += end;
    generator.submit(std::move(one));
    return collect(generator);
  };
  const auto cold = open(1, off);
  const auto warm = open(2, SchedulerSettings{});
  for (const char* end : {"a", "b", "a", "ab"}) {
    CHECK(ask(*warm, end) == ask(*cold, end));
  }
  CHECK(warm->load().cached_prompt_tokens == 3 * 64);
  CHECK(cold->load().cached_prompt_tokens == 0);
}

TEST_CASE("a prompt that the prefix cache holds to the last page is answered again") {
  const auto generator = open(1, 2);
  for (const std::size_t length : {17U, 33U}) {
    Request request = request_of(1, 2, 5);
    request.prompt_ids.assign(length, 77);
    generator->submit(request);
    const Traces first = collect(*generator);
    generator->submit(request);
    CHECK(collect(*generator) == first);
  }
  CHECK(generator->load().cached_prompt_tokens == 16 + 16 + 32);
}

TEST_CASE("a request that no cache of this machine holds is refused with what would fit") {
  const auto generator = open(1, with_pages(4, 4));
  Request request = request_of(1, 1, 100);
  request.prompt_ids.assign(10, 77);
  CHECK_THROWS_WITH(generator->submit(request),
                    Catch::Contains("room for a sample of 48: lower max_tokens to 38"));
}

TEST_CASE("a fork at a budget is the sample that this budget gives") {
  const std::vector<int> budgets = {0, 3, 9};
  const auto generator = open(2, 4);
  Request request = request_of(2, 5);
  request.fork_budgets = budgets;
  generator->submit(std::move(request));
  std::map<std::pair<int, int>, Completion> forks;  // by sample and budget
  std::size_t whole = 0;
  while (std::optional<Completion> completion = generator->next()) {
    if (completion->fork_budget) {
      forks[{completion->sample_index, *completion->fork_budget}] = std::move(*completion);
    } else {
      ++whole;
    }
  }
  CHECK(whole == 5);
  CHECK(forks.size() >= 10);
  for (const int budget : budgets) {
    Request direct = request_of(2, 5);
    direct.think_budget = budget;
    generator->submit(std::move(direct));
    while (const std::optional<Completion> completion = generator->next()) {
      const auto fork = forks.find({completion->sample_index, budget});
      if (fork == forks.end()) {  // it had ended, or closed its thinking, before
        CHECK(completion->finish_reason != FinishReason::budget);
        continue;
      }
      CHECK(fork->second.token_ids == completion->token_ids);
      CHECK(fork->second.answer == completion->answer);
      CHECK(fork->second.finish_reason == completion->finish_reason);
    }
  }
}

TEST_CASE("log-probabilities of a completion are those of scoring it as a prompt") {
  const auto generator = open(2, 4, 7);
  Request request = request_of(3, 3);
  request.top_logprobs = 4;
  request.plain = true;
  generator->submit(std::move(request));
  std::vector<Completion> drawn;
  while (std::optional<Completion> completion = generator->next()) {
    drawn.push_back(std::move(*completion));
  }
  for (const Completion& sample : drawn) {
    const std::size_t end = sample.finish_reason == FinishReason::stop ? 1 : 0;
    REQUIRE(sample.logprobs.size() == sample.token_ids.size() + end);
    Request scored = request_of(3, 1, 0);
    scored.prompt_ids = sample.prompt_ids;
    scored.prompt_ids.insert(scored.prompt_ids.end(), sample.token_ids.begin(),
                             sample.token_ids.end());
    scored.sampling.max_tokens = 0;
    scored.score_prompt = true;
    scored.top_logprobs = 4;
    const std::size_t prompt = sample.prompt_ids.size();
    const std::size_t length = scored.prompt_ids.size();
    generator->submit(std::move(scored));
    const std::optional<Completion> completion = generator->next();
    REQUIRE(completion);
    CHECK(completion->token_ids.empty());
    REQUIRE(completion->prompt_logprobs.size() == length - 1);
    for (std::size_t i = 0; i < sample.token_ids.size(); ++i) {
      const Logprobs& again = completion->prompt_logprobs[prompt + i - 1];
      CHECK(again.logprob == sample.logprobs[i].logprob);
      REQUIRE(again.top.size() == 4);
      CHECK(again.top[3].id == sample.logprobs[i].top[3].id);
      CHECK(again.top[0].logprob >= again.logprob);
    }
  }
}

TEST_CASE("a large presence penalty keeps a greedy sample from saying anything twice") {
  const auto generator = open(1, 2);
  const auto distinct = [&](double presence) {
    Request request = request_of(1, 1);
    request.sampling.temperature = 0.0;
    request.penalties.presence = presence;
    generator->submit(std::move(request));
    const std::vector<std::int32_t> ids = generator->next()->token_ids;
    return std::pair(std::set<std::int32_t>(ids.begin(), ids.end()).size(), ids.size());
  };
  const auto [free_distinct, free_size] = distinct(0.0);
  CHECK(free_distinct < free_size);  // control: it does loop
  const auto [distinct_ids, size] = distinct(10.0);
  CHECK(distinct_ids == size);
}

TEST_CASE("cancelling one request leaves the others alone") {
  const auto generator = open(2, 4);
  const Traces expected = run(*generator, {2, 4}, 3);
  generator->submit(request_of(2, 3));
  generator->submit(request_of(7, 50, 100));
  generator->submit(request_of(4, 3));
  generator->cancel(7);
  Traces traces = collect(*generator);
  std::erase_if(traces, [](const auto& entry) { return entry.first.first == "7"; });
  CHECK(traces == expected);
  CHECK(generator->load().free_pages == generator->load().total_pages);
}

TEST_CASE("samples of one problem differ, and another seed gives others") {
  const auto generator = open(1, 8);
  const Traces traces = run(*generator, {1}, 3);
  CHECK(traces.at({"1", 0}) != traces.at({"1", 1}));
  Request request = request_of(1, 3);
  request.seed = 6;
  generator->submit(std::move(request));
  CHECK(collect(*generator) != traces);
}

TEST_CASE("fewer samples are a prefix of more, and any sample can be drawn alone") {
  const auto generator = open(2, 4);
  const Traces eight = run(*generator, {3}, 8);
  for (const auto& [key, ids] : run(*generator, {3}, 3)) {
    CHECK(eight.at(key) == ids);
  }
  Request alone = request_of(3, 0);
  alone.sample_indices = {6};
  generator->submit(std::move(alone));
  CHECK(collect(*generator).at({"3", 6}) == eight.at({"3", 6}));
}

TEST_CASE("more samples than the batch holds all finish, and the cache is empty at the end") {
  const auto model = load_model(checkpoint(), WeightType::stored, cpu::make_backend(2));
  SchedulerSettings settings;
  settings.max_batch = 3;
  Scheduler scheduler(*model, settings);
  for (int problem = 0; problem < 10; ++problem) {
    auto prepared = std::make_shared<PreparedRequest>();
    prepared->request = request_of(problem, 7, 1 + problem);
    prepared->prompt_ids.assign(static_cast<std::size_t>(1 + 9 * problem), 77);
    prepared->token_limit = static_cast<std::size_t>(1 + problem);
    scheduler.add(prepared);
  }
  std::size_t finished = 0;
  while (scheduler.step()) {
    finished += scheduler.take_finished().size();
  }
  CHECK(finished == 70);
  CHECK(scheduler.cache().free_pages() == scheduler.cache().total_pages());
}

TEST_CASE("tokens are clipped to the context, and a prompt that fills it is refused") {
  const auto generator = open(1, 2);
  Request request = request_of(1, 1, 100000);
  request.prompt_ids.assign(120, 77);
  request.sampling.temperature = 0.0;
  generator->submit(request);
  const std::optional<Completion> completion = generator->next();
  REQUIRE(completion);
  CHECK(completion->token_ids.size() <= 8);
  CHECK(completion->prompt_ids.size() == 120);
  request.prompt_ids.assign(128, 77);
  CHECK_THROWS_WITH(generator->submit(request),
                    Catch::Contains("128 tokens and leaves no room in the context of 128"));
}

TEST_CASE("requests that cannot be are refused at submission") {
  const auto generator = open(1, 1);
  Request request = request_of(1, 1);
  request.think_budget = -1;
  CHECK_THROWS_AS(generator->submit(request), UsageError);
  request = request_of(1, 1);
  request.stop = {""};
  CHECK_THROWS_AS(generator->submit(request), UsageError);
  request = request_of(1, 1);
  request.prompt_ids = {263};  // the matrix has such a row, the tokenizer no such token
  CHECK_THROWS_WITH(generator->submit(request), Catch::Contains("prompt id 263"));
  request = request_of(1, 1);
  request.fork_budgets = {4, 2};
  CHECK_THROWS_AS(generator->submit(request), UsageError);
  request = request_of(1, 1);
  request.penalties.repetition = 0.0;
  CHECK_THROWS_AS(generator->submit(request), UsageError);
  request = request_of(1, 1, 0);
  CHECK_THROWS_WITH(generator->submit(request), Catch::Contains("max_tokens is 0"));
  request = request_of(1, 1);
  request.sampling.top_p = 2.0;
  CHECK_THROWS_AS(generator->submit(request), UsageError);
  CHECK_FALSE(generator->next());
}

TEST_CASE("cancel drops what is queued and running, what comes after works as before") {
  const auto generator = open(2, 4);
  const Traces expected = run(*generator, {2}, 2);
  for (int problem = 0; problem < 50; ++problem) {
    generator->submit(request_of(problem, 8));
  }
  REQUIRE(generator->next());
  generator->cancel();
  std::size_t left = 0;
  while (generator->next()) {
    ++left;
  }
  CHECK(left < 399);
  CHECK(run(*generator, {2}, 2) == expected);
}

TEST_CASE("an exception of the worker comes out of next") {
  const auto generator = open(1, 2);
  Request request = request_of(1, 2);
  request.on_text = [](const TextDelta&) { throw std::runtime_error("the caller's own"); };
  generator->submit(std::move(request));
  CHECK_THROWS_WITH(generator->next(), "the caller's own");
  CHECK_THROWS_WITH(generator->submit(request_of(1, 1)), "the caller's own");
}

TEST_CASE("thinking and answer come apart, and the budget is kept in the stream of samples") {
  const auto generator = open(2, 8);
  Request request = request_of(1, 6);
  request.think_budget = 5;
  generator->submit(std::move(request));
  while (const std::optional<Completion> completion = generator->next()) {
    CHECK(completion->thinking_tokens() <= 5);
    const auto close = std::find(completion->token_ids.begin(), completion->token_ids.end(), 6);
    if (completion->think_end) {
      CHECK(close - completion->token_ids.begin() ==
            static_cast<std::ptrdiff_t>(*completion->think_end) - 1);
    } else {
      CHECK(completion->finish_reason == FinishReason::stop);
    }
  }
}

}  // namespace assay::test
