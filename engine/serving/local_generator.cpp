#include "engine/serving/local_generator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/core/error.hpp"

namespace assay {

LocalGenerator::LocalGenerator(std::unique_ptr<LoadedModel> model,
                               const SchedulerSettings& settings)
    : model_(std::move(model)),
      scheduler_(*model_, settings),
      load_(measure()),
      worker_([this] { work(); }) {}

LocalGenerator::~LocalGenerator() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  orders_.notify_all();
  worker_.join();
}

RenderedPrompt LocalGenerator::render(const std::vector<ChatMessage>& messages) const {
  return model_->chat_format.render(messages, model_->tokenizer);
}

std::shared_ptr<const PreparedRequest> LocalGenerator::prepare(Request request) const {
  check_sampling(request.sampling, request.score_prompt ? 0 : 1);
  if (request.think_budget && *request.think_budget < 0) {
    throw UsageError(
        fmt::format("think_budget is {}, but must be at least 0", *request.think_budget));
  }
  check_penalties(request.penalties);
  if (request.think_extend < 0) {
    throw UsageError(
        fmt::format("think_extend is {}, but must be at least 0", request.think_extend));
  }
  if (!std::is_sorted(request.fork_budgets.begin(), request.fork_budgets.end()) ||
      (!request.fork_budgets.empty() && request.fork_budgets.front() < 0)) {
    throw UsageError("fork_budgets must rise from 0 or more");
  }
  if (request.top_logprobs &&
      (*request.top_logprobs < 0 || *request.top_logprobs > model_->vocabulary())) {
    throw UsageError(fmt::format("top_logprobs is {}, but must be from 0 to {}",
                                 *request.top_logprobs, model_->vocabulary()));
  }
  if (std::any_of(request.stop.begin(), request.stop.end(),
                  [](const std::string& stop) { return stop.empty(); })) {
    throw UsageError("a stop string is empty; it would end every answer at once");
  }
  auto prepared = std::make_shared<PreparedRequest>();
  prepared->prompt_ids =
      request.prompt_ids.empty() ? render(request.messages).ids : request.prompt_ids;
  for (const std::int32_t id : prepared->prompt_ids) {
    if (id < 0 || id >= model_->vocabulary()) {
      throw UsageError(fmt::format("prompt id {} is not a token of {}, which has {}", id,
                                   model_->info.name, model_->vocabulary()));
    }
  }
  const auto context = static_cast<std::size_t>(model_->info.context);
  const std::size_t length = prepared->prompt_ids.size();
  if (length >= context) {
    throw UsageError(fmt::format(
        "the prompt has {} tokens and leaves no room in the context of {} of {}; shorten it",
        length, context, model_->info.name));
  }
  prepared->token_limit =
      std::min(static_cast<std::size_t>(request.sampling.max_tokens), context - length);
  const std::size_t most = scheduler_.most_tokens();
  if (length + prepared->token_limit > most) {
    throw UsageError(fmt::format(
        "the prompt has {} tokens and max_tokens is {}, but this machine's memory has room for a "
        "sample of {}: lower max_tokens to {}",
        length, prepared->token_limit, most, most > length ? most - length : 0));
  }
  prepared->request = std::move(request);
  return prepared;
}

void LocalGenerator::submit(Request request) {
  std::shared_ptr<const PreparedRequest> prepared = prepare(std::move(request));
  {
    const std::lock_guard lock(mutex_);
    if (failure_) {
      std::rethrow_exception(failure_);
    }
    pending_ += prepared->request.sample_indices.size();
    idle_ = idle_ && prepared->request.sample_indices.empty();
    incoming_.push_back(std::move(prepared));
  }
  orders_.notify_one();
}

std::optional<Completion> LocalGenerator::next() {
  std::unique_lock lock(mutex_);
  results_.wait(lock,
                [this] { return !finished_.empty() || (pending_ == 0 && idle_) || failure_; });
  if (!finished_.empty()) {
    Completion completion = std::move(finished_.front());
    finished_.pop_front();
    return completion;
  }
  if (failure_) {
    std::rethrow_exception(failure_);
  }
  return std::nullopt;
}

void LocalGenerator::cancel() {
  {
    const std::lock_guard lock(mutex_);
    incoming_.clear();
    cancelled_tags_.clear();
    pending_ = 0;
    idle_ = true;
    cancelled_ = true;
  }
  orders_.notify_one();
  results_.notify_all();
}

void LocalGenerator::cancel(std::uint64_t tag) {
  {
    const std::lock_guard lock(mutex_);
    cancelled_tags_.push_back(tag);
  }
  orders_.notify_one();
}

LocalGenerator::Load LocalGenerator::load() const {
  const std::lock_guard lock(mutex_);
  Load load = load_;
  load.pending = pending_;
  return load;
}

/// Runs steps until told to stop; sleeps while there is nothing to do.
void LocalGenerator::work() {
  try {
    while (take_orders()) {
      scheduler_.step();
      tokens_ = scheduler_.tokens_generated();
      hand_over();
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    failure_ = std::current_exception();
    pending_ = 0;
    results_.notify_all();
  }
}

/// Takes over what was submitted or cancelled. False: stop.
bool LocalGenerator::take_orders() {
  std::unique_lock lock(mutex_);
  orders_.wait(lock, [this] {
    return stop_ || cancelled_ || !cancelled_tags_.empty() || !incoming_.empty() ||
           !scheduler_.idle();
  });
  if (std::exchange(cancelled_, false)) {
    scheduler_.clear();
  }
  for (; !incoming_.empty(); incoming_.pop_front()) {
    scheduler_.add(std::move(incoming_.front()));
  }
  for (const std::uint64_t tag : std::exchange(cancelled_tags_, {})) {
    pending_ -= scheduler_.cancel(tag);
    std::erase_if(finished_, [tag](const Completion& done) { return done.tag == tag; });
  }
  return !stop_;
}

LocalGenerator::Load LocalGenerator::measure() const {
  return {scheduler_.running(),
          0,
          scheduler_.cache().free_pages(),
          scheduler_.cache().total_pages(),
          scheduler_.tokens_generated(),
          scheduler_.cached_prompt_tokens(),
          scheduler_.preemptions()};
}

void LocalGenerator::hand_over() {
  std::vector<Completion> done = scheduler_.take_finished();
  {
    const std::lock_guard lock(mutex_);
    load_ = measure();
    if (cancelled_) {
      return;  // ended in the step that the cancellation fell into
    }
    for (Completion& completion : done) {
      pending_ -= completion.fork_budget ? 0 : 1;
      finished_.push_back(std::move(completion));
    }
    idle_ = scheduler_.idle() && incoming_.empty();
  }
  results_.notify_all();
}

}  // namespace assay
