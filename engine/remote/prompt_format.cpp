#include "engine/remote/prompt_format.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/core/error.hpp"

namespace assay::remote {

namespace {

constexpr std::string_view placeholder = "{content}";

std::string filled(const std::string& turn, const std::string& content) {
  const std::size_t at = turn.find(placeholder);
  return turn.substr(0, at) + content + turn.substr(at + placeholder.size());
}

const std::string& turn_of(const PromptFormat& format, const std::string& role) {
  const std::string* turn = role == "system"      ? &format.system
                            : role == "user"      ? &format.user
                            : role == "assistant" ? &format.assistant
                                                  : nullptr;
  if (turn == nullptr) {
    throw UsageError(
        fmt::format("role '{}' is unknown; there are system, user and assistant", role));
  }
  if (turn->find(placeholder) == std::string::npos) {
    throw UsageError(
        fmt::format("prompt format '{}' has no place for a {} message: its field '{}' "
                    "lacks {{content}}",
                    format.name, role, role));
  }
  return *turn;
}

}  // namespace

PromptFormat prompt_format(std::string_view name) {
  static const std::vector<PromptFormat> all = {
      {"deepseek-r1", "{content}", "<｜User｜>{content}",
       "<｜Assistant｜>{content}<｜end▁of▁sentence｜>", "<｜Assistant｜><think>\n"},
      {"chatml", "<|im_start|>system\n{content}<|im_end|>\n",
       "<|im_start|>user\n{content}<|im_end|>\n", "<|im_start|>assistant\n{content}<|im_end|>\n",
       "<|im_start|>assistant\n<think>\n"},
      {"llama3", "<|start_header_id|>system<|end_header_id|>\n\n{content}<|eot_id|>",
       "<|start_header_id|>user<|end_header_id|>\n\n{content}<|eot_id|>",
       "<|start_header_id|>assistant<|end_header_id|>\n\n{content}<|eot_id|>",
       "<|start_header_id|>assistant<|end_header_id|>\n\n<think>\n"},
      {"plain", "{content}\n\n", "{content}", "{content}\n\n", ""},
  };
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const PromptFormat& format) { return format.name == name; });
  if (found == all.end()) {
    throw UsageError(fmt::format(
        "prompt format '{}' is unknown; there are deepseek-r1, chatml, llama3 and plain", name));
  }
  return *found;
}

std::string render_prompt(const PromptFormat& format, const std::vector<ChatMessage>& messages) {
  if (std::none_of(messages.begin(), messages.end(),
                   [](const ChatMessage& message) { return message.role == "user"; })) {
    throw UsageError("a chat needs at least one user message");
  }
  std::string text;
  for (const ChatMessage& message : messages) {
    text += filled(turn_of(format, message.role), message.content);
  }
  return text + format.generation;
}

bool opens_thinking(const PromptFormat& format) {
  const std::size_t open = format.generation.rfind("<think>");
  return open != std::string::npos && format.generation.find("</think>", open) == std::string::npos;
}

}  // namespace assay::remote
