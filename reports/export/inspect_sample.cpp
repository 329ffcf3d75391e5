#include "reports/export/inspect_sample.hpp"

#include "reports/run/sample_json.hpp"

namespace assay::exports {

namespace {

using nlohmann::json;

json assistant_message(const InspectContext& context, const Completion& completion) {
  json content = json::array();
  if (!completion.thinking.empty() || !completion.think_end) {
    content.push_back({{"type", "reasoning"}, {"reasoning", completion.thinking}});
  }
  content.push_back({{"type", "text"}, {"text", completion.answer}});
  return {{"role", "assistant"},
          {"content", std::move(content)},
          {"source", "generate"},
          {"model", context.model}};
}

json input_messages(const InspectContext& context, const Problem& problem) {
  json messages = json::array();
  if (!context.system_prompt.empty()) {
    messages.push_back({{"role", "system"}, {"content", context.system_prompt}});
  }
  messages.push_back({{"role", "user"}, {"content", problem.prompt}, {"source", "input"}});
  return messages;
}

/// A budget that closed the thinking leaves the answer cut by max_tokens, as length does.
const char* stop_reason(FinishReason reason) {
  return reason == FinishReason::stop ? "stop" : "max_tokens";
}

json score_of(const Verdict& verdict) {
  return {{"value", verdict.kind == VerdictKind::correct ? "C" : "I"},
          {"answer", verdict.extracted},
          {"explanation", verdict.reason},
          {"metadata",
           {{"verdict", to_string(verdict.kind)},
            {"canonical", verdict.canonical},
            {"output", verdict.output},
            {"grader", verdict.grader},
            {"cpu_ms", verdict.cpu_ms},
            {"rss_bytes", verdict.rss_bytes}}}};
}

}  // namespace

json model_usage(const TokenCounts& tokens) {
  json usage = {{"input_tokens", tokens.prompt - tokens.cached},
                {"output_tokens", tokens.completion},
                {"total_tokens", tokens.prompt + tokens.completion},
                {"reasoning_tokens", tokens.reasoning}};
  if (tokens.cached > 0) {
    usage["input_tokens_cache_read"] = tokens.cached;
  }
  return usage;
}

json inspect_sample(const InspectContext& context, const Problem& problem, const std::string& id,
                    const StoredSample& sample) {
  constexpr double ms_a_second = 1000;
  const Completion& completion = sample.completion;
  const Timings& timings = completion.timings;
  const json usage = model_usage(token_counts(completion));
  const json message = assistant_message(context, completion);
  json messages = input_messages(context, problem);
  const json input = context.system_prompt.empty() ? json(problem.prompt) : messages;
  messages.push_back(message);
  const double working = (timings.prefill_ms + timings.decode_ms) / ms_a_second;
  const std::string digest = sample_digest(sample);
  json document = {
      {"id", id},
      {"epoch", sample.key.index + 1},
      {"input", input},
      {"target", target_text(problem)},
      {"messages", std::move(messages)},
      {"output",
       {{"model", context.model},
        {"choices", json::array({{{"message", message},
                                  {"stop_reason", stop_reason(completion.finish_reason)}}})},
        {"completion", completion.answer},
        {"usage", usage},
        {"time", working}}},
      {"metadata",
       {{"problem", problem.id},
        {"subject", problem.subject},
        {"level", problem.level},
        {"cluster", problem.cluster},
        {"finish_reason", to_string(completion.finish_reason)},
        {"thinking_closed", completion.think_end.has_value()},
        {"digest", digest}}},
      {"store", json::object()},
      {"events", json::array()},
      {"attachments", json::object()},
      {"model_usage", {{context.model, usage}}},
      {"completed_at", sample.finished},
      {"total_time", working + timings.queue_ms / ms_a_second},
      {"working_time", working},
      {"uuid", uuid_of(sample.key.suite + "\n" + digest)}};
  if (sample.verdict.kind == VerdictKind::infrastructure_error) {
    document["error"] = {
        {"message", sample.verdict.reason.empty() ? "the judge failed" : sample.verdict.reason},
        {"traceback", ""},
        {"traceback_ansi", ""}};
  } else {
    document["scores"] = {{scorer, score_of(sample.verdict)}};
  }
  return document;
}

json inspect_summary(const json& sample) {
  json summary = {{"completed", true}, {"message_count", sample.at("messages").size()}};
  for (const char* field : {"id", "epoch", "input", "target", "metadata", "scores", "model_usage",
                            "completed_at", "total_time", "working_time", "uuid"}) {
    if (sample.contains(field)) {
      summary[field] = sample.at(field);
    }
  }
  if (sample.contains("error")) {
    summary["error"] = sample.at("error").at("message");
  }
  return summary;
}

}  // namespace assay::exports
