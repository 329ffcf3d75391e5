#include "engine/remote/answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace assay::remote {

namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), text) != names.end();
}

/// A piece of a stream is one token with the servers that we know; without a stream four bytes of
/// English are about one.
std::size_t estimated_tokens(const Choice& choice) {
  const std::size_t bytes = choice.reasoning.size() + choice.content.size();
  return std::max(choice.pieces, choice.pieces > 2 ? 0 : (bytes + 3) / 4);
}

/// The thinking's share of the tokens, by bytes.
std::size_t estimated_reasoning(const ThinkSplit& split, std::size_t tokens) {
  if (split.thinking.find_first_not_of(" \t\r\n") == std::string::npos) {
    return 0;
  }
  const auto thinking = static_cast<double>(split.thinking.size());
  const double all = thinking + static_cast<double>(split.answer.size());
  return static_cast<std::size_t>(std::llround(static_cast<double>(tokens) * thinking / all));
}

Usage usage_of(const Choice& choice, const ReportedUsage& reported) {
  Usage usage;
  usage.prompt_unknown = !reported.prompt_tokens;
  usage.prompt_tokens = reported.prompt_tokens.value_or(0);
  usage.cached_prompt_tokens = reported.cached_prompt_tokens.value_or(0);
  usage.completion_estimated = !reported.completion_tokens && choice.token_ids.empty();
  usage.completion_tokens = reported.completion_tokens.value_or(
      choice.token_ids.empty() ? estimated_tokens(choice) : choice.token_ids.size());
  return usage;
}

bool cut_at_stop(std::string& answer, const std::vector<std::string>& stop) {
  std::size_t end = std::string::npos;
  for (const std::string& text : stop) {
    end = std::min(end, answer.find(text));
  }
  if (end == std::string::npos) {
    return false;
  }
  answer.resize(end);
  return true;
}

}  // namespace

Ending ending_of(std::string_view finish_reason) {
  if (is_one_of(finish_reason, {"stop", "eos", "eos_token", "end_turn", "stop_sequence"})) {
    return Ending::stop;
  }
  if (is_one_of(finish_reason, {"length", "max_tokens", "model_length"})) {
    return Ending::length;
  }
  if (is_one_of(finish_reason,
                {"", "abort", "aborted", "error", "cancelled", "insufficient_system_resource"})) {
    return Ending::cut;
  }
  return Ending::withheld;
}

std::string why_withheld(std::string_view finish_reason) {
  if (finish_reason == "content_filter") {
    return "the server's filter withheld the answer (finish_reason content_filter); take a server "
           "without one, or leave the problem out with --ids";
  }
  if (is_one_of(finish_reason, {"tool_calls", "function_call", "tool_use"})) {
    return fmt::format(
        "the model called a tool instead of answering (finish_reason {}); start the "
        "server without tools, or pass --body tool_choice=none",
        finish_reason);
  }
  return fmt::format("finish_reason '{}' is unknown, so nobody can say whether the answer is whole",
                     one_line(finish_reason, 60));
}

Completion to_completion(const Choice& choice, const ReportedUsage& usage, ThinkMode mode,
                         const std::vector<std::string>& stop) {
  Completion completion;
  const bool length = ending_of(choice.finish_reason) == Ending::length;
  completion.finish_reason = length ? FinishReason::length : FinishReason::stop;
  ThinkSplit split = split_thinking(mode, choice.reasoning, choice.content, length);
  completion.token_ids = choice.token_ids;
  completion.usage = usage_of(choice, usage);
  if (split.closed) {
    std::size_t reasoning = 0;
    if (!split.thinking.empty()) {
      completion.usage->reasoning_estimated = !usage.reasoning_tokens;
      reasoning = usage.reasoning_tokens.value_or(estimated_reasoning(split, completion.tokens()));
    }
    completion.think_end = split.thinking.empty() ? 0 : reasoning + 1;
    if (cut_at_stop(split.answer, stop)) {
      completion.finish_reason = FinishReason::stop;
    }
  }
  completion.thinking = std::move(split.thinking);
  completion.answer = std::move(split.answer);
  return completion;
}

}  // namespace assay::remote
