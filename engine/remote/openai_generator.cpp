#include "engine/remote/openai_generator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/remote/answer.hpp"
#include "engine/remote/endpoint.hpp"
#include "engine/remote/thinking.hpp"

namespace assay::remote {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds idle{250};
constexpr int least_losses = 3;

/// What a job's back-off is drawn from.
std::uint64_t key_of(const Request& request, int sample) {
  return sample_seed(request.seed, request.problem_key, sample);
}

}  // namespace

OpenAiGenerator::OpenAiGenerator(RemoteModel model, ModelInfo info, Dialect dialect,
                                 Credentials credentials, std::shared_ptr<Clock> clock)
    : model_(std::move(model)),
      info_(std::move(info)),
      credentials_(std::move(credentials)),
      clock_(std::move(clock)),
      http_(model_.patience, clock_),
      dialect_(std::move(dialect)),
      worker_([this] { work(); }) {}

OpenAiGenerator::~OpenAiGenerator() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  orders_.notify_all();
  http_.wake();
  worker_.join();
}

RenderedPrompt OpenAiGenerator::render(const std::vector<ChatMessage>& messages) const {
  if (model_.api == Api::completions) {
    return {render_prompt(model_.format, messages), {}};
  }
  const nlohmann::json list = chat_messages(messages);
  return {list.dump(2, ' ', false, nlohmann::json::error_handler_t::replace), {}};
}

void OpenAiGenerator::submit(Request request) {
  check_request(request);
  static_cast<void>(render(request.messages));
  {
    const std::lock_guard lock(mutex_);
    if (failure_) {
      std::rethrow_exception(failure_);
    }
    pending_ += request.sample_indices.size();
    incoming_.push_back(std::make_shared<const Request>(std::move(request)));
  }
  orders_.notify_one();
  http_.wake();
}

std::optional<Completion> OpenAiGenerator::next() {
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
  if (const std::size_t missing = std::exchange(missing_, 0); missing > 0) {
    throw InfrastructureError(fmt::format(
        "{} {} no answer from {}; the first: {}; run the same "
        "command again to ask for what is missing",
        missing, missing == 1 ? "sample got" : "samples got", model_.url, missing_because_));
  }
  return std::nullopt;
}

void OpenAiGenerator::cancel() {
  {
    const std::lock_guard lock(mutex_);
    incoming_.clear();
    pending_ = 0;
    missing_ = 0;
    cancelled_ = true;
  }
  orders_.notify_one();
  results_.notify_all();
  http_.wake();
}

void OpenAiGenerator::work() {
  try {
    while (take_orders()) {
      start_due();
      for (HttpOutcome& outcome : http_.poll(wait())) {
        settle(outcome);
      }
      hand_over();
    }
  } catch (...) {
    hand_over();  // what had finished is whole
    const std::lock_guard lock(mutex_);
    failure_ = std::current_exception();
    pending_ = 0;
    results_.notify_all();
  }
  http_.abort_all();
}

/// Takes over what was submitted or cancelled; sleeps while there is nothing to do. False: stop.
bool OpenAiGenerator::take_orders() {
  std::unique_lock lock(mutex_);
  orders_.wait(lock, [this] {
    return stop_ || cancelled_ || !incoming_.empty() || !jobs_.empty() || !flights_.empty();
  });
  if (std::exchange(cancelled_, false)) {
    clear();
  }
  for (const auto& request : incoming_) {
    queue(request);
  }
  incoming_.clear();
  return !stop_;
}

void OpenAiGenerator::clear() {
  http_.abort_all();
  flights_.clear();
  jobs_.clear();
  done_.clear();
  lost_ = 0;
}

void OpenAiGenerator::queue(const std::shared_ptr<const Request>& request) {
  const bool single = !takes_n_ || request->on_text;
  const auto most = static_cast<std::size_t>(single ? 1 : model_.samples_per_request);
  const std::vector<int>& samples = request->sample_indices;
  for (std::size_t begin = 0; begin < samples.size(); begin += most) {
    const std::size_t end = std::min(begin + most, samples.size());
    Job job;
    job.request = request;
    job.samples.assign(samples.begin() + static_cast<std::ptrdiff_t>(begin),
                       samples.begin() + static_cast<std::ptrdiff_t>(end));
    job.max_tokens = info_.context > 0 ? std::min(request->sampling.max_tokens, info_.context)
                                       : request->sampling.max_tokens;
    job.submitted = clock_->now();
    jobs_.add(std::move(job));
  }
}

void OpenAiGenerator::start_due() {
  const Clock::TimePoint now = clock_->now();
  while (!is_full()) {
    std::optional<Job> job = jobs_.take(now);
    if (!job) {
      return;
    }
    start(*std::move(job));
  }
}

void OpenAiGenerator::start(Job job) {
  const std::uint64_t id = next_flight_++;
  Flight& flight = flights_[id];
  flight.job = std::move(job);
  flight.started = clock_->now();
  flight.body = request_body(model_, dialect_, *flight.job.request, flight.job.samples.front(),
                             static_cast<int>(flight.job.samples.size()), flight.job.max_tokens);
  if (flight.job.request->on_text) {
    flight.shown = std::make_unique<ThinkStream>(think_mode(model_), flight.job.request->on_text);
    if (std::exchange(flight.job.shown, false)) {
      flight.shown->note("\n[the connection broke; the answer begins again]\n");
    }
  }
  flight.reader = std::make_unique<ResponseReader>(
      model_.api, static_cast<int>(flight.job.samples.size()),
      [this, &flight](bool reasoning, std::string_view text) {
        flight.first_piece = flight.first_piece.value_or(clock_->now());
        if (flight.shown) {
          flight.job.shown = true;
          reasoning ? flight.shown->reasoning(text) : flight.shown->content(text);
        }
      });
  HttpRequest request;
  request.url = call_url(model_, model_.api == Api::chat ? "/chat/completions" : "/completions");
  request.headers = credentials_.headers();
  request.body = flight.body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  http_.start(id, request,
              [reader = flight.reader.get()](const HttpHead& head, std::string_view bytes) {
                reader->take(head, bytes);
              });
}

/// How long to wait for the network before something else is due.
milliseconds OpenAiGenerator::wait() {
  const std::optional<Clock::TimePoint> due = is_full() ? std::nullopt : jobs_.due();
  return due ? clock_->until(*due) : idle;
}

void OpenAiGenerator::settle(const HttpOutcome& outcome) {
  const auto found = flights_.find(outcome.id);
  // The reader holds a reference to its flight, which therefore stays where it is until the end.
  Flight& flight = found->second;
  std::string trouble = outcome.error;
  if (outcome.failure == HttpFailure::none) {
    try {
      flight.reader->finish(outcome.head);
    } catch (const InfrastructureError& error) {
      trouble = error.what();
    }
  }
  if (const std::optional<ServerError> error = flight.reader->error()) {
    Flight refused_flight = std::move(flight);
    flights_.erase(found);
    refused(std::move(refused_flight), *error, outcome.head);
    return;
  }
  take_choices(flight, trouble, outcome.failure == HttpFailure::connect);
  flights_.erase(found);
}

/// Hands on the choices that are whole, and asks again for the others.
void OpenAiGenerator::take_choices(Flight& flight, const std::string& trouble, bool unreachable) {
  const std::vector<Choice>& choices = flight.reader->choices();
  Job rest = flight.job;
  rest.samples.clear();
  bool broken = false;
  std::string reason = trouble;
  for (std::size_t i = 0; i < flight.job.samples.size(); ++i) {
    const Ending ending = i < choices.size() ? ending_of(choices[i].finish_reason) : Ending::cut;
    if (ending == Ending::cut) {
      rest.samples.push_back(flight.job.samples[i]);
      broken = broken || i < choices.size();
    } else if (ending == Ending::withheld) {
      Job lost = flight.job;
      lost.samples = {flight.job.samples[i]};
      give_up(lost, why_withheld(choices[i].finish_reason));
    } else {
      complete(flight, i);
    }
  }
  if (rest.samples.empty()) {
    return;
  }
  const bool ignored_n = !broken && trouble.empty() && !choices.empty();
  if (ignored_n) {
    takes_n_ = false;
    jobs_.add_split(std::move(rest));
    return;
  }
  if (reason.empty()) {
    reason = choices.empty() ? "the server's answer holds no choices"
                             : "the answer ended without a finish_reason: it may be cut";
  }
  try_again(std::move(rest), reason, unreachable, std::nullopt);
}

void OpenAiGenerator::complete(const Flight& flight, std::size_t choice) {
  Completion completion = completion_of(flight, choice, model_, clock_->now());
  if (flight.shown) {
    flight.shown->end();
  }
  tokens_ += completion.tokens();
  ++successes_;
  lost_in_a_row_ = 0;
  done_.push_back(std::move(completion));
}

void OpenAiGenerator::refused(Flight flight, const ServerError& error, const HttpHead& head) {
  if (adapt(flight, error)) {
    return;
  }
  if (is_hopeless(error.status) || is_unpaid(error)) {
    throw UsageError(told(fmt::format("{}: {}{}; {}", model_.url, status_text(error),
                                      head.location.empty() ? "" : " (to " + head.location + ")",
                                      remedy_for(error))));
  }
  Job& job = flight.job;
  if (!is_passing(error.status)) {
    give_up(job, status_text(error));
    return;
  }
  const std::optional<milliseconds> asked = parse_retry_after(head.retry_after, clock_->wall());
  if (asked && *asked > model_.retry.most_asked) {
    throw InfrastructureError(told(
        fmt::format("{}: {}; it asks to be left alone for {} s: run the same command again then",
                    model_.url, status_text(error), asked->count() / 1000)));
  }
  if (error.status == 429 && std::exchange(job.successes_seen, successes_) != successes_) {
    job.failures = 0;
  }
  if (error.status == 429 || asked) {
    const milliseconds pause = asked.value_or(
        back_off(model_.retry, job.failures + 1, key_of(*job.request, job.samples.front())));
    jobs_.pause_until(clock_->now() + pause);
  }
  try_again(std::move(job), status_text(error), false, asked);
}

/// A refusal from which the next request can be made to please. True: it has been queued.
bool OpenAiGenerator::adapt(Flight& flight, const ServerError& error) {
  Job& job = flight.job;
  if (learn(dialect_, flight.body, error)) {
    jobs_.add_first(std::move(job));
    return true;
  }
  if (error.status != 400 && error.status != 413 && error.status != 422) {
    return false;
  }
  const std::optional<int> room = room_for_answer(error, job.max_tokens);
  if (room && *room == 0) {
    for (const int sample :
         job.samples) {  // as with a local model: truncated before the first token
      Completion completion;
      completion.tag = job.request->tag;
      completion.sample_index = sample;
      completion.finish_reason = FinishReason::length;
      completion.usage = Usage{};
      done_.push_back(std::move(completion));
    }
    return true;
  }
  if (room && *room < job.max_tokens) {
    job.max_tokens = *room;
    jobs_.add_first(std::move(job));
    return true;
  }
  if (job.samples.size() > 1) {
    takes_n_ = false;
    jobs_.add_split(std::move(job));
    return true;
  }
  return false;
}

void OpenAiGenerator::try_again(Job job, const std::string& trouble, bool unreachable,
                                std::optional<milliseconds> asked) {
  if (++job.failures >= model_.retry.attempts) {
    if (unreachable) {
      throw InfrastructureError(
          told(fmt::format("{}: the server does not answer: {}; start it again, then run the same "
                           "command to go on",
                           model_.url, trouble)));
    }
    give_up(job, fmt::format("{} (tried {} times)", trouble, job.failures));
    return;
  }
  milliseconds delay =
      back_off(model_.retry, job.failures, key_of(*job.request, job.samples.front()));
  if (asked) {  // never sooner, and not all at the same moment
    delay = *asked + back_off(model_.retry, 1, key_of(*job.request, job.samples.front())) / 4;
  }
  jobs_.add_later(clock_->now() + delay, std::move(job));
}

void OpenAiGenerator::give_up(const Job& job, const std::string& trouble) {
  const std::string what =
      told(fmt::format("{} sample {}: {}", job.request->problem_key, job.samples.front(), trouble));
  if (++lost_in_a_row_ >= std::max(least_losses, model_.concurrency)) {
    throw InfrastructureError(fmt::format(
        "{}: {} requests in a row failed for good, the last: {}; mend the server or the settings, "
        "then run the same command to go on",
        model_.url, lost_in_a_row_, what));
  }
  first_loss_ = first_loss_.empty() ? what : first_loss_;
  lost_ += job.samples.size();
}

void OpenAiGenerator::hand_over() {
  if (done_.empty() && lost_ == 0) {
    return;
  }
  const std::lock_guard lock(mutex_);
  if (cancelled_) {
    return;  // ended in the moment of the cancellation
  }
  pending_ -= done_.size() + lost_;
  missing_ += std::exchange(lost_, 0);
  missing_because_ = missing_because_.empty() ? std::exchange(first_loss_, {}) : missing_because_;
  for (Completion& completion : std::exchange(done_, {})) {
    finished_.push_back(std::move(completion));
  }
  results_.notify_all();
}

std::string OpenAiGenerator::told(const std::string& text) const {
  return one_line(credentials_.redact(text), 1000);
}

}  // namespace assay::remote
