// Which rows run next. Continuous batching: every step holds one row of each running sample and a
// chunk of what has yet to be fed; a finished sample's place is taken in the next step.
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
  int max_batch = 64;        ///< samples decoded together
  int prefill_chunk = 128;   ///< prompt tokens of one step
  int prefill_ahead = 4;     ///< prompts in the cache whose samples have not all begun
  bool prefix_cache = true;  ///< keep what was fed, for prompts that begin alike
  std::uint64_t cache_limit = default_cache_limit();  ///< bytes
};

/// Single-threaded; step() does all work. Throws UsageError if not even a page of cache fits.
///
/// A prompt is run once, all but its last token. Each of its samples then continues from a fork of
/// those pages with the last prompt token as its first row: no logits are kept, and a sample that
/// begins late runs through the same arithmetic as one that begins at once.
///
/// When pages run out, the youngest running sample gives its own back and waits: it is fed again,
/// prompt and tokens, when there is room. A row's result depends on its own sequence alone, however
/// it is fed, so the sample goes on with the same bits.
class Scheduler {
 public:
  Scheduler(const LoadedModel& model, const SchedulerSettings& settings);

  /// Queues all samples of a request, first come, first served.
  void add(std::shared_ptr<const PreparedRequest> request);

  /// Runs one step. False if there was nothing to do.
  bool step();

  /// Samples and forks that have ended since the last call, in order.
  [[nodiscard]] std::vector<Completion> take_finished();

  /// Drops all that is queued or running; what has finished stays.
  void clear();

  /// Drops what is queued or running of the requests with this tag. Returns how many samples, forks
  /// not counted, will now not finish.
  std::size_t cancel(std::uint64_t tag);

  /// True if nothing is queued or running.
  [[nodiscard]] bool idle() const noexcept {
    return prompts_.empty() && waiting_.empty() && running_.empty();
  }

  /// Most tokens, prompt and completion together, that one sample can have in this cache.
  [[nodiscard]] std::size_t most_tokens() const noexcept {
    return (cache_.total_pages() - 1) * static_cast<std::size_t>(page_size);
  }

  [[nodiscard]] std::uint64_t tokens_generated() const noexcept { return tokens_; }
  [[nodiscard]] std::uint64_t preemptions() const noexcept { return preemptions_; }
  [[nodiscard]] std::uint64_t cached_prompt_tokens() const noexcept { return cached_tokens_; }
  [[nodiscard]] std::size_t running() const noexcept { return running_.size(); }
  [[nodiscard]] const KvCache& cache() const noexcept { return cache_; }

 private:
  using Clock = std::chrono::steady_clock;

  struct Prompt {
    std::shared_ptr<const PreparedRequest> request;
    PageTable pages;
    int filled = 0;
    std::size_t next_sample = 0;
    bool begun = false;
    std::vector<Logprobs> logprobs;  ///< of its tokens but the first, where asked for
    Clock::time_point added;
    Timings timings;  ///< of each of its samples: queue and share of the prefill

    [[nodiscard]] int wanted() const { return static_cast<int>(request->prompt_ids.size()) - 1; }
    [[nodiscard]] bool scored() const { return request->request.score_prompt; }
  };

  /// A sample. It runs while all of its tokens but the last are in the cache; else it waits.
  struct Sequence {
    SampleTrace trace;
    Sampler sampler;
    PageTable pages;
    int filled = 0;  ///< places in the cache
    Timings timings;
    std::vector<Logprobs> prompt_logprobs;
    Clock::time_point first_token;

    [[nodiscard]] bool ready() const { return filled == trace.length() - 1; }
  };

  /// Rows of the step that is being put together.
  struct Rows {
    std::vector<std::int32_t> ids;
    std::vector<std::int32_t> positions;
    std::vector<std::span<const std::int32_t>> pages;

    void add(std::int32_t id, int position, const PageTable& table);
    void append(const Rows& other);
    void clear();
  };

  /// Rows of a prompt in the step; `first_row` is where they begin if they are scored.
  struct Fed {
    std::size_t prompt = 0;
    int begin = 0;
    int count = 0;
    std::size_t first_row = 0;
  };

  void start_samples();
  bool start_next_sample(Prompt& prompt);
  void fork(const Sequence& parent);
  void add_decode_rows();
  int add_waiting_rows(int room);
  void add_prompt_rows(int room);
  int feed_prompt(std::size_t index, int room);
  bool reclaim(const PageTable& keep);
  void preempt_youngest();
  void score_prompts(const Tensor& logits);
  void sample(const Tensor& logits);
  void account(Clock::time_point begin);
  void accept_tokens();
  void finish(Sequence& sequence);

  const LoadedModel& model_;
  SchedulerSettings settings_;
  TraceTokens trace_tokens_;
  KvCache cache_;
  Decoder decoder_;
  std::deque<Prompt> prompts_;
  std::deque<Sequence> waiting_;   // preempted samples and fresh forks, the oldest first
  std::vector<Sequence> running_;  // the oldest first
  std::vector<Completion> finished_;
  std::uint64_t tokens_ = 0;
  std::uint64_t preemptions_ = 0;
  std::uint64_t cached_tokens_ = 0;

  Rows rows_;    // of running samples, then of scored prompts: those that need logits
  Rows silent_;  // the rest
  std::vector<Fed> fed_;
  std::vector<std::int32_t> sampled_;
  std::vector<std::optional<Logprobs>> logprobs_;
};

}  // namespace assay
