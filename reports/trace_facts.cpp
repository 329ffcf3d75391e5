#include "reports/trace_facts.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>
#include <utility>
#include <vector>

namespace assay {

namespace {

constexpr std::size_t batch_size = 512;

struct Batch {
  std::vector<SampleRow> rows;
  std::vector<TraceFacts> facts;
};

class Analysis {
 public:
  Analysis(const FindContext& context, const ThoughtJudge& judge, unsigned threads)
      : context_(context), judge_(judge), threads_(std::max(threads, 1U)) {}

  /// Fills in batch.facts. Rethrows what any thread throws.
  [[nodiscard]] Batch run(Batch batch) const {
    batch.facts.resize(batch.rows.size());
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (std::size_t i = next++; i < batch.rows.size(); i = next++) {
        batch.facts[i] = facts_of(batch.rows[i]);
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
    return batch;
  }

 private:
  [[nodiscard]] TraceFacts facts_of(const SampleRow& row) const {
    TraceFacts facts;
    if (row.derived || row.verdict == VerdictKind::infrastructure_error) {
      return facts;
    }
    const RowContext context = context_(row);
    facts.behaviours = statistics::count_behaviours(row.thinking, context.problem->question);
    if (judge_ && !row.extracted.empty()) {
      facts.agreement = judge_(*context.suite, *context.problem, row.thinking, row.extracted);
    }
    return facts;
  }

  const FindContext& context_;
  const ThoughtJudge& judge_;
  unsigned threads_;
};

}  // namespace

void for_each_trace(const RunFile& file, const FindContext& context, const ThoughtJudge& judge,
                    unsigned threads,
                    const std::function<void(const SampleRow&, const TraceFacts&)>& visit) {
  const Analysis analysis(context, judge, threads);
  std::future<Batch> ahead;  // the batch before the one that is read
  const auto take = [&] {
    if (ahead.valid()) {
      const Batch done = ahead.get();
      for (std::size_t i = 0; i < done.rows.size(); ++i) {
        visit(done.rows[i], done.facts[i]);
      }
    }
  };
  Batch reading;
  const auto send = [&] {
    take();
    ahead = std::async(std::launch::async, [&analysis, batch = std::move(reading)]() mutable {
      return analysis.run(std::move(batch));
    });
    reading = Batch{};
  };
  file.for_each([&](const StoredSample& sample) {
    reading.rows.push_back(row_of(sample));
    if (reading.rows.size() == batch_size) {
      send();
    }
  });
  send();
  take();
}

}  // namespace assay
