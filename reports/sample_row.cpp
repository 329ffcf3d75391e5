#include "reports/sample_row.hpp"

namespace assay {

SampleRow row_of(const StoredSample& sample) {
  const Completion& completion = sample.completion;
  SampleRow row;
  row.suite = sample.key.suite;
  row.problem = sample.key.problem;
  row.index = sample.key.index;
  row.derived = sample.key.kind != SampleKind::full;
  row.verdict = sample.verdict.kind;
  row.extracted = sample.verdict.extracted;
  row.canonical = sample.verdict.canonical;
  row.thinking = completion.thinking;
  row.thinking_tokens = completion.thinking_tokens();
  row.prompt_tokens =
      completion.usage ? completion.usage->prompt_tokens : completion.prompt_ids.size();
  row.completion_tokens = completion.tokens();
  row.timings = completion.timings;
  row.usage = completion.usage;
  row.finished = sample.finished;
  return row;
}

}  // namespace assay
