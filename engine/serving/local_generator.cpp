#include "engine/serving/local_generator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/core/error.hpp"

namespace assay {

LocalGenerator::LocalGenerator(std::unique_ptr<LoadedModel> model,
                               const SchedulerSettings& settings)
    : model_(std::move(model)), scheduler_(*model_, settings), worker_([this] { work(); }) {}

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
  check_sampling(request.sampling);
  if (request.think_budget && *request.think_budget < 0) {
    throw UsageError(
        fmt::format("think_budget is {}, but must be at least 0", *request.think_budget));
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
    incoming_.push_back(std::move(prepared));
  }
  orders_.notify_one();
}

std::optional<Completion> LocalGenerator::next() {
  std::unique_lock lock(mutex_);
  results_.wait(lock, [this] { return !finished_.empty() || pending_ == 0 || failure_; });
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
    pending_ = 0;
    cancelled_ = true;
  }
  orders_.notify_one();
  results_.notify_all();
}

/// Runs steps until told to stop; sleeps while there is nothing to do.
void LocalGenerator::work() {
  try {
    while (take_orders()) {
      const bool worked = scheduler_.step();
      tokens_ = scheduler_.tokens_generated();
      if (worked) {
        hand_over();
      }
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
  orders_.wait(lock, [this] { return stop_ || cancelled_ || !incoming_.empty() || pending_ > 0; });
  if (std::exchange(cancelled_, false)) {
    scheduler_.clear();
  }
  for (; !incoming_.empty(); incoming_.pop_front()) {
    scheduler_.add(std::move(incoming_.front()));
  }
  return !stop_;
}

void LocalGenerator::hand_over() {
  std::vector<Completion> done = scheduler_.take_finished();
  if (done.empty()) {
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    if (cancelled_) {
      return;  // ended in the step that the cancellation fell into
    }
    pending_ -= done.size();
    for (Completion& completion : done) {
      finished_.push_back(std::move(completion));
    }
  }
  results_.notify_all();
}

}  // namespace assay
