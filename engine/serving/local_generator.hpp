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
/// bounded by max_batch contexts. submit() and cancel() may be called from any thread.
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

 private:
  [[nodiscard]] std::shared_ptr<const PreparedRequest> prepare(Request request) const;
  void work();
  bool take_orders();
  void hand_over();

  std::unique_ptr<LoadedModel> model_;
  Scheduler scheduler_;  // the worker's alone
  std::atomic<std::uint64_t> tokens_{0};

  std::mutex mutex_;  // guards all below
  std::condition_variable orders_;
  std::condition_variable results_;
  std::deque<std::shared_ptr<const PreparedRequest>> incoming_;
  std::deque<Completion> finished_;
  std::size_t pending_ = 0;  // samples submitted, not finished, not cancelled
  bool cancelled_ = false;   // the worker has yet to drop what it holds
  bool stop_ = false;
  std::exception_ptr failure_;

  std::thread worker_;
};

}  // namespace assay
