// The Generator that runs a model on this machine: a thread of its own around the scheduler.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/generator.hpp"
#include "engine/model/loaded_model.hpp"
#include "engine/serving/scheduler.hpp"

namespace assay {

/// Memory is taken at the beginning and does not grow with the number of requests: the cache is
/// bounded by max_batch contexts and by half of the machine's memory. submit() and cancel() may be
/// called from any thread.
class LocalGenerator final : public Generator {
 public:
  /// Throws UsageError if the cache would be too large.
  LocalGenerator(std::unique_ptr<LoadedModel> model, const SchedulerSettings& settings);
  ~LocalGenerator() override;
  LocalGenerator(const LocalGenerator&) = delete;
  LocalGenerator& operator=(const LocalGenerator&) = delete;

  [[nodiscard]] const ModelInfo& info() const override { return model_->info; }
  [[nodiscard]] RenderedPrompt render(const std::vector<ChatMessage>& messages) const override;
  void submit(Request request) override;
  [[nodiscard]] std::optional<Completion> next() override;
  [[nodiscard]] std::uint64_t tokens_generated() const override { return tokens_; }
  void cancel() override;

  /// Drops what is queued or in flight of the requests with this tag. Thread-safe.
  void cancel(std::uint64_t tag);

  /// What the engine is doing, for monitoring. Thread-safe; of a recent step.
  struct Load {
    std::size_t running = 0;     ///< samples decoded together
    std::size_t pending = 0;     ///< samples not finished
    std::size_t free_pages = 0;  ///< of the cache
    std::size_t total_pages = 0;
    std::uint64_t generated = 0;             ///< tokens
    std::uint64_t cached_prompt_tokens = 0;  ///< found in the prefix cache
    std::uint64_t preemptions = 0;
  };
  [[nodiscard]] Load load() const;

  /// Most tokens, prompt and completion together, that this machine's memory has room for.
  [[nodiscard]] std::size_t most_tokens() const noexcept { return scheduler_.most_tokens(); }

  [[nodiscard]] const LoadedModel& model() const noexcept { return *model_; }

 private:
  [[nodiscard]] std::shared_ptr<const PreparedRequest> prepare(Request request) const;
  void work();
  bool take_orders();
  void hand_over();
  [[nodiscard]] Load measure() const;

  std::unique_ptr<LoadedModel> model_;
  Scheduler scheduler_;  // the worker's alone
  std::atomic<std::uint64_t> tokens_{0};

  mutable std::mutex mutex_;  // guards all below
  std::condition_variable orders_;
  std::condition_variable results_;
  std::deque<std::shared_ptr<const PreparedRequest>> incoming_;
  std::deque<Completion> finished_;
  std::size_t pending_ = 0;  // samples submitted, not finished, not cancelled
  bool cancelled_ = false;   // the worker has yet to drop what it holds
  std::vector<std::uint64_t> cancelled_tags_;
  bool idle_ = true;  // the worker holds nothing, forks included
  Load load_;
  bool stop_ = false;
  std::exception_ptr failure_;

  std::thread worker_;
};

}  // namespace assay
