// A chat as the one text that a completions server continues, so that the thinking can be opened by
// us and not by a template that we cannot see.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/generator.hpp"

namespace assay::remote {

/// Each turn's text, in which {content} stands for the message; `generation` ends the prompt. The
/// server adds the beginning-of-text token itself.
struct PromptFormat {
  std::string name;
  std::string system;
  std::string user;
  std::string assistant;
  std::string generation;

  friend bool operator==(const PromptFormat&, const PromptFormat&) = default;
};

/// deepseek-r1, chatml (Qwen and many more) or llama3; each ends in "<think>\n". `plain` is the
/// user's text alone. Throws UsageError that names them. Sources: the chat templates of the
/// checkpoints deepseek-ai/DeepSeek-R1, Qwen/QwQ-32B and meta-llama/Llama-3.1-8B-Instruct.
[[nodiscard]] PromptFormat prompt_format(std::string_view name);

/// Throws UsageError for an unknown role, and where no message is a user's.
[[nodiscard]] std::string render_prompt(const PromptFormat& format,
                                        const std::vector<ChatMessage>& messages);

/// Whether the prompt ends inside the thinking.
[[nodiscard]] bool opens_thinking(const PromptFormat& format);

}  // namespace assay::remote
