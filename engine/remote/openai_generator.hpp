// The Generator for models behind an OpenAI-compatible server: vLLM, SGLang, llama.cpp, hosted
// ones.
//
// A sample is asked for until its whole answer has come; what the network or the server cut is
// asked for again and never handed out. Each sample that was submitted comes out of next() exactly
// once, or is named in the error that next() throws when nothing else is left.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/generator.hpp"
#include "engine/remote/clock.hpp"
#include "engine/remote/credentials.hpp"
#include "engine/remote/flight.hpp"
#include "engine/remote/http.hpp"
#include "engine/remote/job_schedule.hpp"
#include "engine/remote/remote_model.hpp"
#include "engine/remote/request_body.hpp"

namespace assay::remote {

/// A thread of its own around HttpClient. submit() and cancel() may be called from any thread.
///
/// Failures. Connection, silence, a cut answer, what is no answer, and passing statuses (429, 5xx)
/// are tried again after a back-off, as often as the model's retry policy says; 429 does not count
/// while other requests succeed, and holds back all of them. 401, 403, 404 and the like end
/// everything at once (UsageError with the server's words); other refusals end their sample. A
/// server that is gone ends everything (InfrastructureError).
class OpenAiGenerator final : public Generator {
 public:
  OpenAiGenerator(RemoteModel model, ModelInfo info, Dialect dialect, Credentials credentials,
                  std::shared_ptr<Clock> clock);
  ~OpenAiGenerator() override;
  OpenAiGenerator(const OpenAiGenerator&) = delete;
  OpenAiGenerator& operator=(const OpenAiGenerator&) = delete;

  [[nodiscard]] const ModelInfo& info() const override { return info_; }

  /// The messages as JSON, or the text of a completions prompt. No ids: the server has them.
  [[nodiscard]] RenderedPrompt render(const std::vector<ChatMessage>& messages) const override;
  void submit(Request request) override;
  [[nodiscard]] std::optional<Completion> next() override;
  [[nodiscard]] std::uint64_t tokens_generated() const override { return tokens_; }
  void cancel() override;

 private:
  void work();
  bool take_orders();
  void clear();
  void queue(const std::shared_ptr<const Request>& request);
  void start_due();
  void start(Job job);
  [[nodiscard]] bool is_full() const noexcept {
    return flights_.size() >= static_cast<std::size_t>(model_.concurrency);
  }
  [[nodiscard]] std::chrono::milliseconds wait();
  void settle(const HttpOutcome& outcome);
  void take_choices(Flight& flight, const std::string& trouble, bool unreachable);
  void complete(const Flight& flight, std::size_t choice);
  void refused(Flight flight, const ServerError& error, const HttpHead& head);
  [[nodiscard]] bool adapt(Flight& flight, const ServerError& error);
  void try_again(Job job, const std::string& trouble, bool unreachable,
                 std::optional<std::chrono::milliseconds> asked);
  void give_up(const Job& job, const std::string& trouble);
  void hand_over();
  [[nodiscard]] std::string told(const std::string& text) const;

  const RemoteModel model_;
  const ModelInfo info_;
  const Credentials credentials_;
  const std::shared_ptr<Clock> clock_;
  std::atomic<std::uint64_t> tokens_{0};

  // The worker's alone.
  HttpClient http_;  // but for wake()
  Dialect dialect_;
  bool takes_n_ = true;
  JobSchedule jobs_;
  std::map<std::uint64_t, Flight> flights_;
  std::uint64_t next_flight_ = 0;
  std::uint64_t successes_ = 0;
  int lost_in_a_row_ = 0;  // jobs given up since the last success
  std::vector<Completion> done_;
  std::size_t lost_ = 0;  // samples given up since the last hand-over
  std::string first_loss_;

  std::mutex mutex_;  // guards all below
  std::condition_variable orders_;
  std::condition_variable results_;
  std::vector<std::shared_ptr<const Request>> incoming_;
  std::deque<Completion> finished_;
  std::size_t pending_ = 0;  // samples submitted, not finished, not cancelled
  std::size_t missing_ = 0;  // samples that will never come
  std::string missing_because_;
  bool cancelled_ = false;  // the worker has yet to drop what it holds
  bool stop_ = false;
  std::exception_ptr failure_;

  std::thread worker_;
};

}  // namespace assay::remote
