// Which rows run next. Continuous batching: every step holds one row of each running sample and a
// chunk of the prompts that wait; a finished sample's place is taken in the next step.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "engine/model/decoder.hpp"
#include "engine/model/loaded_model.hpp"
#include "engine/serving/kv_cache.hpp"
#include "engine/serving/sample_trace.hpp"
#include "engine/serving/sampler.hpp"

namespace assay {

struct SchedulerSettings {
  int max_batch = 64;       ///< samples decoded together
  int prefill_chunk = 128;  ///< prompt tokens of one step
  int prefill_ahead = 4;    ///< prompts in the cache whose samples have not all begun
  std::uint64_t cache_limit = default_cache_limit();  ///< bytes
};

/// Single-threaded; step() does all work. Throws UsageError if the cache would be too large.
///
/// A prompt is run once, all but its last token. Each of its samples then continues from a fork of
/// those pages with the last prompt token as its first row: no logits are kept, and a sample that
/// begins late runs through the same arithmetic as one that begins at once.
class Scheduler {
 public:
  Scheduler(const LoadedModel& model, const SchedulerSettings& settings);

  /// Queues all samples of a request, first come, first served.
  void add(std::shared_ptr<const PreparedRequest> request);

  /// Runs one step. False if there was nothing to do.
  bool step();

  /// Samples that have ended since the last call, in order.
  [[nodiscard]] std::vector<Completion> take_finished();

  /// Drops all that is queued or running; what has finished stays.
  void clear();

  [[nodiscard]] std::uint64_t tokens_generated() const noexcept { return tokens_; }
  [[nodiscard]] const KvCache& cache() const noexcept { return cache_; }

 private:
  using Clock = std::chrono::steady_clock;

  struct Prompt {
    std::shared_ptr<const PreparedRequest> request;
    PageTable pages;
    int filled = 0;
    std::size_t next_sample = 0;
    Clock::time_point added;
    Timings timings;  ///< of each of its samples: queue and share of the prefill

    [[nodiscard]] int wanted() const { return static_cast<int>(request->prompt_ids.size()) - 1; }
  };

  struct Running {
    SampleTrace trace;
    Sampler sampler;
    PageTable pages;
    int position = 0;  ///< of the row of the next step
    Timings timings;
    Clock::time_point first_token;
  };

  void start_samples();
  void add_decode_rows();
  void add_prefill_rows();
  void add_row(std::int32_t id, int position, const PageTable& pages);
  void sample(const Tensor& logits);
  void accept_tokens();
  void account(Clock::time_point begin);

  const LoadedModel& model_;
  SchedulerSettings settings_;
  TraceTokens trace_tokens_;
  KvCache cache_;
  Decoder decoder_;
  std::deque<Prompt> prompts_;
  std::vector<Running> running_;
  std::vector<Completion> finished_;
  std::uint64_t tokens_ = 0;

  // The step that is being put together.
  std::vector<std::int32_t> ids_;
  std::vector<std::int32_t> positions_;
  std::vector<std::span<const std::int32_t>> pages_;
  std::vector<int> prefilled_;  // rows of each prompt at the front
  std::vector<std::int32_t> sampled_;
};

}  // namespace assay
