#include "reports/run/sample_json.hpp"

#include "engine/core/hash.hpp"

namespace assay {

namespace {

nlohmann::json verdict_json(const Verdict& verdict) {
  return {{"kind", to_string(verdict.kind)}, {"extracted", verdict.extracted},
          {"canonical", verdict.canonical},  {"reason", verdict.reason},
          {"output", verdict.output},        {"grader", verdict.grader},
          {"cpu_ms", verdict.cpu_ms},        {"rss_bytes", verdict.rss_bytes}};
}

}  // namespace

nlohmann::json canonical_json(const StoredSample& sample) {
  const Completion& completion = sample.completion;
  nlohmann::json document = {{"suite", sample.key.suite},
                             {"problem", sample.key.problem},
                             {"sample", sample.key.index},
                             {"kind", to_string(sample.key.kind)},
                             {"parent", nullptr},
                             {"prompt_ids", completion.prompt_ids},
                             {"token_ids", completion.token_ids},
                             {"finish_reason", to_string(completion.finish_reason)},
                             {"verdict", to_string(sample.verdict.kind)}};
  if (sample.parent) {
    document["parent"] = to_string(SampleKind::full);
  }
  if (sample.key.kind == SampleKind::budget_fork) {
    document["budget"] = sample.key.budget;
  }
  return document;
}

nlohmann::json full_json(const StoredSample& sample) {
  const Completion& completion = sample.completion;
  nlohmann::json document = canonical_json(sample);
  document["verdict"] = verdict_json(sample.verdict);
  document["thinking"] = completion.thinking;
  document["answer"] = completion.answer;
  document["think_end"] = nullptr;
  if (completion.think_end) {
    document["think_end"] = *completion.think_end;
  }
  document["thinking_tokens"] = completion.thinking_tokens();
  document["timings"] = {{"queue_ms", completion.timings.queue_ms},
                         {"prefill_ms", completion.timings.prefill_ms},
                         {"decode_ms", completion.timings.decode_ms}};
  document["finished"] = sample.finished;
  return document;
}

std::string compact(const nlohmann::json& document) {
  return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string sample_digest(const StoredSample& sample) {
  return sha256_hex(compact(canonical_json(sample)));
}

}  // namespace assay
