#include "engine/serving/scheduler.hpp"

#include <algorithm>
#include <utility>

namespace assay {

namespace {

double milliseconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

}  // namespace

Scheduler::Scheduler(const LoadedModel& model, const SchedulerSettings& settings)
    : model_(model),
      settings_(settings),
      trace_tokens_{model.config.eos_token_ids, model.chat_format.think_close},
      cache_(*model.backend, model.config, settings.max_batch + settings.prefill_ahead,
             settings.cache_limit),
      decoder_(*model.backend, model.config, model.weights,
               settings.max_batch + settings.prefill_chunk, settings.max_batch) {}

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
  ids_.clear();
  positions_.clear();
  pages_.clear();
  prefilled_.clear();
  add_decode_rows();
  add_prefill_rows();
  if (ids_.empty()) {
    return false;
  }
  const auto count = static_cast<int>(running_.size());
  const Tensor logits = decoder_.forward({ids_, positions_, pages_}, cache_.layers(), count);
  sample(logits);
  account(begin);
  accept_tokens();
  return true;
}

/// In the order of the queue, so that a later request never overtakes an earlier one.
void Scheduler::start_samples() {
  while (!prompts_.empty() && running_.size() < static_cast<std::size_t>(settings_.max_batch)) {
    Prompt& prompt = prompts_.front();
    if (prompt.filled < prompt.wanted()) {
      return;
    }
    if (prompt.next_sample == 0 && prompt.wanted() == 0) {
      prompt.timings.queue_ms = milliseconds(Clock::now() - prompt.added);
    }
    const Request& request = prompt.request->request;
    const int index = request.sample_indices[prompt.next_sample++];
    running_.push_back(
        {SampleTrace(prompt.request, index, model_.tokenizer, trace_tokens_),
         Sampler({request.seed, request.problem_key, index}, request.sampling, model_.vocabulary()),
         prompt.pages.fork(prompt.wanted()),
         prompt.wanted(),
         prompt.timings,
         {}});
    if (prompt.next_sample == request.sample_indices.size()) {
      prompts_.pop_front();
    }
  }
}

void Scheduler::add_row(std::int32_t id, int position, const PageTable& pages) {
  ids_.push_back(id);
  positions_.push_back(position);
  pages_.push_back(pages.pages());
}

void Scheduler::add_decode_rows() {
  for (Running& running : running_) {
    running.pages.grow(running.position + 1);
    add_row(running.trace.last(), running.position, running.pages);
  }
}

void Scheduler::add_prefill_rows() {
  int room = settings_.prefill_chunk;
  const auto ahead = std::min(prompts_.size(), static_cast<std::size_t>(settings_.prefill_ahead));
  for (std::size_t i = 0; i < ahead && room > 0; ++i) {
    Prompt& prompt = prompts_[i];
    if (prompt.filled == 0) {
      prompt.timings.queue_ms = milliseconds(Clock::now() - prompt.added);
    }
    const int rows = std::min(room, prompt.wanted() - prompt.filled);
    prompt.pages.grow(prompt.filled + rows);
    for (int r = 0; r < rows; ++r) {
      const int position = prompt.filled + r;
      add_row(prompt.request->prompt_ids[static_cast<std::size_t>(position)], position,
              prompt.pages);
    }
    prompt.filled += rows;
    room -= rows;
    prefilled_.push_back(rows);
  }
}

void Scheduler::sample(const Tensor& logits) {
  std::vector<SampleRule> rules;
  rules.reserve(running_.size());
  for (const Running& running : running_) {
    rules.push_back(running.sampler.rule(running.trace.size()));
  }
  sampled_.resize(running_.size());
  model_.backend->sample(logits, rules, sampled_);
}

/// Shares the step's time among the prompts that had rows in it, by rows and samples.
void Scheduler::account(Clock::time_point begin) {
  const double row_ms = milliseconds(Clock::now() - begin) / static_cast<double>(ids_.size());
  for (std::size_t i = 0; i < prefilled_.size(); ++i) {
    const auto samples = static_cast<double>(prompts_[i].request->request.sample_indices.size());
    prompts_[i].timings.prefill_ms += row_ms * prefilled_[i] / samples;
  }
}

void Scheduler::accept_tokens() {
  const Clock::time_point now = Clock::now();
  std::vector<Running> going_on;
  going_on.reserve(running_.size());
  for (std::size_t i = 0; i < running_.size(); ++i) {
    Running& running = running_[i];
    if (running.trace.size() == 0) {
      running.first_token = now;
    }
    ++running.position;
    ++tokens_;
    if (!running.trace.push(running.trace.forced().value_or(sampled_[i]))) {
      going_on.push_back(std::move(running));
      continue;
    }
    Completion completion = running.trace.take();
    completion.timings = running.timings;
    completion.timings.decode_ms = milliseconds(now - running.first_token);
    finished_.push_back(std::move(completion));
  }
  running_ = std::move(going_on);
}

std::vector<Completion> Scheduler::take_finished() { return std::exchange(finished_, {}); }

void Scheduler::clear() {
  prompts_.clear();
  running_.clear();
}

}  // namespace assay
