#include "engine/serving/scheduler.hpp"

#include <algorithm>
#include <utility>

#include "engine/core/error.hpp"

namespace assay {

namespace {

double milliseconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

}  // namespace

void Scheduler::Rows::add(std::int32_t id, int position, const PageTable& table) {
  ids.push_back(id);
  positions.push_back(position);
  pages.push_back(table.pages());
}

void Scheduler::Rows::append(const Rows& other) {
  ids.insert(ids.end(), other.ids.begin(), other.ids.end());
  positions.insert(positions.end(), other.positions.begin(), other.positions.end());
  pages.insert(pages.end(), other.pages.begin(), other.pages.end());
}

void Scheduler::Rows::clear() {
  ids.clear();
  positions.clear();
  pages.clear();
}

Scheduler::Scheduler(const LoadedModel& model, const SchedulerSettings& settings)
    : model_(model),
      settings_(settings),
      trace_tokens_(trace_tokens(model)),
      cache_(*model.backend, model.config, settings.max_batch + settings.prefill_ahead,
             settings.cache_limit),
      decoder_(*model.backend, model.config, model.weights,
               settings.max_batch + settings.prefill_chunk,
               settings.max_batch + settings.prefill_chunk) {}

void Scheduler::add(std::shared_ptr<const PreparedRequest> request) {
  if (request->request.sample_indices.empty()) {
    return;
  }
  Prompt prompt;
  prompt.request = std::move(request);
  prompt.pages = PageTable(cache_);
  prompt.added = Clock::now();
  prompts_.push_back(std::move(prompt));
}

bool Scheduler::step() {
  const Clock::time_point begin = Clock::now();
  start_samples();
  rows_.clear();
  silent_.clear();
  fed_.clear();
  add_decode_rows();
  add_prompt_rows(add_waiting_rows(settings_.prefill_chunk));
  const auto count = static_cast<int>(rows_.ids.size());
  rows_.append(silent_);
  if (rows_.ids.empty()) {
    start_samples();  // of a prompt that the prefix cache holds whole
    if (!idle() && running_.empty()) {
      throw InfrastructureError("the cache has no room for a sample; lower --max-tokens");
    }
    return !running_.empty() || !finished_.empty();
  }
  const Tensor logits =
      decoder_.forward({rows_.ids, rows_.positions, rows_.pages}, cache_.layers(), count);
  score_prompts(logits);
  sample(logits);
  account(begin);
  accept_tokens();
  return true;
}

/// Those that wait come first, then the prompts in order, so that a later request never overtakes
/// an earlier one.
void Scheduler::start_samples() {
  const auto most = static_cast<std::size_t>(settings_.max_batch);
  while (!waiting_.empty() && waiting_.front().ready() && running_.size() < most) {
    running_.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  while (waiting_.empty() && !prompts_.empty() && running_.size() < most) {
    Prompt& prompt = prompts_.front();
    if (prompt.filled < prompt.wanted() || !start_next_sample(prompt)) {
      return;
    }
    if (prompt.next_sample == prompt.request->request.sample_indices.size()) {
      prompts_.pop_front();
    }
  }
}

/// False if there is no page for it.
bool Scheduler::start_next_sample(Prompt& prompt) {
  std::optional<PageTable> pages = prompt.pages.fork(prompt.wanted());
  if (!pages) {
    return false;
  }
  if (!std::exchange(prompt.begun, true)) {
    prompt.timings.queue_ms = milliseconds(Clock::now() - prompt.added);
  }
  const Request& request = prompt.request->request;
  const int index = request.sample_indices[prompt.next_sample++];
  Sequence sequence{
      SampleTrace(prompt.request, index, model_.tokenizer, trace_tokens_),
      Sampler({request.seed, request.problem_key, index}, request.sampling, model_.vocabulary()),
      std::move(*pages),
      prompt.wanted(),
      prompt.timings,
      prompt.logprobs,
      {}};
  if (prompt.request->token_limit == 0) {
    finish(sequence);
    return true;
  }
  fork(sequence);
  running_.push_back(std::move(sequence));
  return true;
}

/// Starts the fork that is due at this point of `parent`, if one is.
void Scheduler::fork(const Sequence& parent) {
  for (const int budget : parent.trace.request().request.fork_budgets) {
    if (parent.trace.is_fork() || !parent.trace.forks_at(budget)) {
      continue;
    }
    std::optional<PageTable> pages = parent.pages.fork(parent.filled);
    const int filled = pages ? parent.filled : 0;
    waiting_.push_back({parent.trace.fork(budget), parent.sampler,
                        pages ? std::move(*pages) : PageTable(cache_), filled, parent.timings,
                        parent.prompt_logprobs, Clock::now()});
  }
}

void Scheduler::add_decode_rows() {
  for (std::size_t i = 0; i < running_.size(); ++i) {
    while (!running_[i].pages.grow(running_[i].filled + 1)) {
      if (!reclaim(running_[i].pages)) {
        preempt_youngest();
        if (i == running_.size()) {
          return;
        }
      }
    }
    const Sequence& sequence = running_[i];
    rows_.add(sequence.trace.at(sequence.filled), sequence.filled, sequence.pages);
  }
}

/// Takes back pages that no running sample holds, other than those of `keep`. False: there are
/// none.
bool Scheduler::reclaim(const PageTable& keep) {
  for (std::size_t i = prompts_.size(); i > 0; --i) {
    Prompt& prompt = prompts_[i - 1];
    if (&prompt.pages != &keep && !prompt.pages.pages().empty()) {
      prompt.pages.clear();
      prompt.filled = 0;
      prompt.logprobs.clear();
      return true;
    }
  }
  for (std::size_t i = waiting_.size(); i > 0; --i) {
    Sequence& sequence = waiting_[i - 1];
    if (&sequence.pages != &keep && !sequence.pages.pages().empty()) {
      sequence.pages.clear();
      sequence.filled = 0;
      return true;
    }
  }
  return false;
}

void Scheduler::preempt_youngest() {
  Sequence sequence = std::move(running_.back());
  running_.pop_back();
  sequence.pages.clear();
  sequence.filled = 0;
  waiting_.push_front(std::move(sequence));
  ++preemptions_;
}

/// Feeds again what waits and has lost its pages. Returns the room that is left.
int Scheduler::add_waiting_rows(int room) {
  for (Sequence& sequence : waiting_) {
    if (room == 0) {
      break;
    }
    const int wanted = sequence.trace.length() - 1;
    if (sequence.filled == 0 && settings_.prefix_cache) {
      sequence.filled = sequence.pages.find(
          std::span(sequence.trace.request().prompt_ids)
              .first(static_cast<std::size_t>(
                  std::min(wanted, static_cast<int>(sequence.trace.request().prompt_ids.size())))));
    }
    const int count = std::min(room, wanted - sequence.filled);
    while (!sequence.pages.grow(sequence.filled + count)) {
      // Rows that are in the step already must keep their pages.
      if (!rows_.ids.empty() || !silent_.ids.empty() || !reclaim(sequence.pages)) {
        return 0;
      }
    }
    for (int i = 0; i < count; ++i, ++sequence.filled) {
      silent_.add(sequence.trace.at(sequence.filled), sequence.filled, sequence.pages);
    }
    room -= count;
  }
  return room;
}

void Scheduler::add_prompt_rows(int room) {
  const auto ahead = std::min(prompts_.size(), static_cast<std::size_t>(settings_.prefill_ahead));
  for (std::size_t i = 0; i < ahead && room > 0; ++i) {
    const int fed = feed_prompt(i, room);
    if (fed < 0) {
      return;
    }
    room -= fed;
  }
}

/// Returns the rows that were added; -1 if there was no room for them in the cache.
int Scheduler::feed_prompt(std::size_t index, int room) {
  Prompt& prompt = prompts_[index];
  const std::span<const std::int32_t> ids(prompt.request->prompt_ids);
  if (!std::exchange(prompt.begun, true)) {
    prompt.timings.queue_ms = milliseconds(Clock::now() - prompt.added);
  }
  if (prompt.filled == 0 && settings_.prefix_cache && !prompt.scored()) {
    prompt.filled = prompt.pages.find(ids.first(static_cast<std::size_t>(prompt.wanted())));
    cached_tokens_ += static_cast<std::uint64_t>(prompt.filled);
  }
  const int count = std::min(room, prompt.wanted() - prompt.filled);
  while (!prompt.pages.grow(prompt.filled + count)) {
    if (!rows_.ids.empty() || !silent_.ids.empty() || !reclaim(prompt.pages)) {
      return -1;
    }
  }
  if (count > 0) {
    fed_.push_back({index, prompt.filled, count, rows_.ids.size()});
  }
  Rows& rows = prompt.scored() ? rows_ : silent_;
  for (int i = 0; i < count; ++i, ++prompt.filled) {
    rows.add(ids[static_cast<std::size_t>(prompt.filled)], prompt.filled, prompt.pages);
  }
  if (settings_.prefix_cache) {
    prompt.pages.publish(ids.first(static_cast<std::size_t>(prompt.filled)));
  }
  return count;
}

void Scheduler::score_prompts(const Tensor& logits) {
  for (const Fed& fed : fed_) {
    Prompt& prompt = prompts_[fed.prompt];
    if (!prompt.scored()) {
      continue;
    }
    const int top = prompt.request->request.top_logprobs.value_or(0);
    for (int i = 0; i < fed.count; ++i) {
      const auto row = static_cast<std::int64_t>(fed.first_row) + i;
      const auto next = static_cast<std::size_t>(fed.begin) + static_cast<std::size_t>(i) + 1;
      const std::int32_t id = prompt.request->prompt_ids[next];
      prompt.logprobs.push_back(
          model_.backend->logprobs(logits, row, model_.vocabulary(), id, top));
    }
  }
}

/// Chooses each running sample's next token, and looks up its log-probabilities where they are
/// wanted.
void Scheduler::sample(const Tensor& logits) {
  sampled_.assign(running_.size(), 0);
  logprobs_.assign(running_.size(), std::nullopt);
  if (running_.empty()) {
    return;
  }
  const Tensor rows = logits.first_rows(static_cast<std::int64_t>(running_.size()));
  std::vector<SampleRule> rules;
  rules.reserve(running_.size());
  for (std::size_t i = 0; i < running_.size(); ++i) {
    const SampleTrace& trace = running_[i].trace;
    rules.push_back(running_[i].sampler.rule(trace.size()));
    if (const Penalties& off = trace.request().request.penalties; !off.off()) {
      const std::vector<SeenToken> seen = trace.seen();
      model_.backend->penalize(rows, static_cast<std::int64_t>(i),
                               {off.repetition, off.presence, off.frequency, seen});
    }
  }
  model_.backend->sample(rows, rules, sampled_);
  for (std::size_t i = 0; i < running_.size(); ++i) {
    const SampleTrace& trace = running_[i].trace;
    if (const std::optional<int>& top = trace.request().request.top_logprobs; top) {
      logprobs_[i] = model_.backend->logprobs(rows, static_cast<std::int64_t>(i),
                                              model_.vocabulary(), trace.next(sampled_[i]), *top);
    }
  }
}

/// Shares the step's time among the prompts that had rows in it, by rows and samples.
void Scheduler::account(Clock::time_point begin) {
  const double row_ms = milliseconds(Clock::now() - begin) / static_cast<double>(rows_.ids.size());
  for (const Fed& fed : fed_) {
    Prompt& prompt = prompts_[fed.prompt];
    const auto samples = static_cast<double>(prompt.request->request.sample_indices.size());
    prompt.timings.prefill_ms += row_ms * fed.count / samples;
  }
}

void Scheduler::accept_tokens() {
  const Clock::time_point now = Clock::now();
  std::vector<Sequence> going_on;
  going_on.reserve(running_.size());
  for (std::size_t i = 0; i < running_.size(); ++i) {
    Sequence& sequence = running_[i];
    if (sequence.trace.size() == 0) {
      sequence.first_token = now;
    }
    ++sequence.filled;
    ++tokens_;
    if (sequence.trace.push(sampled_[i], std::move(logprobs_[i]))) {
      finish(sequence);
    } else {
      fork(sequence);
      going_on.push_back(std::move(sequence));
    }
  }
  running_ = std::move(going_on);
}

void Scheduler::finish(Sequence& sequence) {
  Completion completion = sequence.trace.take();
  completion.timings = sequence.timings;
  if (sequence.first_token != Clock::time_point{}) {
    completion.timings.decode_ms = milliseconds(Clock::now() - sequence.first_token);
  }
  completion.prompt_logprobs = std::move(sequence.prompt_logprobs);
  finished_.push_back(std::move(completion));
}

std::vector<Completion> Scheduler::take_finished() { return std::exchange(finished_, {}); }

void Scheduler::clear() {
  prompts_.clear();
  waiting_.clear();
  running_.clear();
}

std::size_t Scheduler::cancel(std::uint64_t tag) {
  std::size_t dropped = 0;
  const auto of_tag = [&](const Sequence& sequence) {
    if (sequence.trace.request().request.tag != tag) {
      return false;
    }
    dropped += sequence.trace.is_fork() ? 0 : 1;
    return true;
  };
  std::erase_if(waiting_, of_tag);
  std::erase_if(running_, of_tag);
  std::erase_if(prompts_, [&](const Prompt& prompt) {
    if (prompt.request->request.tag != tag) {
      return false;
    }
    dropped += prompt.request->request.sample_indices.size() - prompt.next_sample;
    return true;
  });
  return dropped;
}

}  // namespace assay
