#include "reports/trace_facts.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <future>
#include <utility>
#include <vector>

namespace assay {

namespace {

// A batch is full at either.
constexpr std::size_t most_samples = 512;
constexpr std::size_t most_bytes = std::size_t{16} << 20U;

struct Result {
  SampleRow row;
  TraceFacts facts;
  std::exception_ptr error;
};

struct Batch {
  std::vector<PackedSample> samples;
  std::size_t bytes = 0;

  [[nodiscard]] bool is_full() const {
    return samples.size() >= most_samples || bytes >= most_bytes;
  }
};

class Analysis {
 public:
  Analysis(const RunFile& file, const FindContext& context, const ThoughtJudge& judge,
           unsigned threads)
      : file_(file), context_(context), judge_(judge), threads_(std::max(threads, 1U)) {}

  /// In the order of the batch.
  [[nodiscard]] std::vector<Result> run(const Batch& batch) const {
    std::vector<Result> results(batch.samples.size());
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (std::size_t i = next++; i < results.size(); i = next++) {
        try {
          results[i] = result_of(batch.samples[i]);
        } catch (...) {
          results[i].error = std::current_exception();
        }
      }
    };
    std::vector<std::future<void>> helpers;
    for (unsigned i = 1; i < threads_; ++i) {
      helpers.push_back(std::async(std::launch::async, work));
    }
    work();
    for (std::future<void>& helper : helpers) {
      helper.get();
    }
    return results;
  }

 private:
  [[nodiscard]] Result result_of(const PackedSample& packed) const {
    StoredSample sample = file_.unpack(packed, TokenIds::left_out);
    TraceFacts facts;
    if (sample.key.kind == SampleKind::full &&
        sample.verdict.kind != VerdictKind::infrastructure_error) {
      facts = facts_of(sample);
    }
    return {row_of(std::move(sample), packed.counts), facts, nullptr};
  }

  [[nodiscard]] TraceFacts facts_of(const StoredSample& sample) const {
    const RowContext context = context_(sample.key);
    const std::string& thinking = sample.completion.thinking;
    TraceFacts facts;
    facts.behaviours = statistics::count_behaviours(thinking, context.problem->question);
    if (judge_ && !sample.verdict.extracted.empty()) {
      facts.agreement =
          judge_(*context.suite, *context.problem, thinking, sample.verdict.extracted);
    }
    return facts;
  }

  const RunFile& file_;
  const FindContext& context_;
  const ThoughtJudge& judge_;
  unsigned threads_;
};

}  // namespace

void for_each_trace(const RunFile& file, const FindContext& context, const ThoughtJudge& judge,
                    unsigned threads,
                    const std::function<void(const SampleRow&, const TraceFacts&)>& visit) {
  const Analysis analysis(file, context, judge, threads);
  const auto visit_all = [&](const std::vector<Result>& results) {
    for (const Result& result : results) {
      if (result.error) {
        std::rethrow_exception(result.error);
      }
      visit(result.row, result.facts);
    }
  };
  std::future<std::vector<Result>> ahead;  // of the batch before the one that is fetched
  const auto take = [&] { return ahead.valid() ? ahead.get() : std::vector<Result>(); };
  Batch fetching;
  // One batch is visited while the next is analysed and the one after it is fetched.
  const auto send = [&] {
    const std::vector<Result> results = take();
    ahead = std::async(std::launch::async,
                       [&analysis, batch = std::move(fetching)] { return analysis.run(batch); });
    fetching = Batch{};
    visit_all(results);
  };
  file.for_each_packed([&](PackedSample&& sample) {
    fetching.bytes += sample.row.size_bytes();
    fetching.samples.push_back(std::move(sample));
    if (fetching.is_full()) {
      send();
    }
  });
  send();
  visit_all(take());
}

}  // namespace assay
