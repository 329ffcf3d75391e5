#include "reports/sample_row.hpp"

#include <utility>

namespace assay {

SampleRow row_of(StoredSample sample, const TokenCounts& counts) {
  const Completion& completion = sample.completion;
  SampleRow row;
  row.suite = std::move(sample.key.suite);
  row.problem = std::move(sample.key.problem);
  row.index = sample.key.index;
  row.derived = sample.key.kind != SampleKind::full;
  if (sample.key.kind == SampleKind::budget_fork) {
    row.fork_budget = sample.key.budget;
  }
  row.verdict = sample.verdict.kind;
  row.extracted = std::move(sample.verdict.extracted);
  row.canonical = std::move(sample.verdict.canonical);
  row.thinking_tokens = thinking_tokens(completion.think_end, counts.completion);
  row.prompt_tokens = counts.prompt;
  row.completion_tokens = counts.completion;
  row.timings = completion.timings;
  row.usage = completion.usage;
  row.finished = std::move(sample.finished);
  return row;
}

}  // namespace assay
