#include "engine/checkpoint/chat_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/core/error.hpp"

namespace assay {

namespace {

constexpr std::string_view close_tag = "</think>";

std::int32_t required(const Tokenizer& tokenizer, const char* content, const ModelConfig& config) {
  const auto id = tokenizer.id_of(content);
  if (!id) {
    throw DataError(
        fmt::format("tokenizer.json: no token '{}', which the chat format of {} needs: "
                    "use the tokenizer that belongs to the checkpoint",
                    content, config.architecture));
  }
  return *id;
}

void check_roles(const std::vector<ChatMessage>& messages) {
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const std::string& role = messages[i].role;
    if (role != "system" && role != "user" && role != "assistant") {
      throw UsageError(fmt::format(
          "message {} has role '{}', but must be from system, user or assistant", i + 1, role));
    }
    if (role == "system" && i != 0) {
      throw UsageError(fmt::format(
          "message {} has role 'system', but only the first can: join the system texts", i + 1));
    }
  }
  if (messages.empty() || messages.back().role != "user") {
    throw UsageError("the last message must have role 'user': there is nothing to reply to");
  }
}

/// Joins text and ids, so that both say the same.
class Prompt {
 public:
  explicit Prompt(const Tokenizer& tokenizer) : tokenizer_(&tokenizer) {}

  void special(std::int32_t id) {
    rendered_.text += tokenizer_->bytes(id);
    rendered_.ids.push_back(id);
  }

  void plain(std::string_view content) {
    rendered_.text += content;
    const std::vector<std::int32_t> ids = tokenizer_->encode_plain(content);
    rendered_.ids.insert(rendered_.ids.end(), ids.begin(), ids.end());
  }

  RenderedPrompt take() { return std::move(rendered_); }

 private:
  const Tokenizer* tokenizer_;
  RenderedPrompt rendered_;
};

/// What a model said after its thinking, as the template's split('</think>')[-1] gives it.
std::string_view without_thinking(std::string_view content) {
  const std::size_t at = content.rfind(close_tag);
  return at == std::string_view::npos ? content : content.substr(at + close_tag.size());
}

}  // namespace

ChatFormat ChatFormat::of(const ModelConfig& config, const Tokenizer& tokenizer) {
  ChatFormat format;
  format.bos = required(tokenizer, "<｜begin▁of▁sentence｜>", config);
  format.eos = required(tokenizer, "<｜end▁of▁sentence｜>", config);
  format.user = required(tokenizer, "<｜User｜>", config);
  format.assistant = required(tokenizer, "<｜Assistant｜>", config);
  format.think_open = required(tokenizer, "<think>", config);
  format.think_close = required(tokenizer, "</think>", config);
  const auto& eos = config.eos_token_ids;
  if (format.bos != config.bos_token_id ||
      std::find(eos.begin(), eos.end(), format.eos) == eos.end()) {
    throw DataError(
        fmt::format("config.json: bos_token_id or eos_token_id is not what "
                    "tokenizer.json says ({} and {}): the files do not belong together",
                    format.bos, format.eos));
  }
  return format;
}

RenderedPrompt ChatFormat::render(const std::vector<ChatMessage>& messages,
                                  const Tokenizer& tokenizer) const {
  check_roles(messages);
  Prompt prompt(tokenizer);
  prompt.special(bos);
  for (const ChatMessage& message : messages) {
    if (message.role == "system") {
      prompt.plain(message.content);
    } else if (message.role == "user") {
      prompt.special(user);
      prompt.plain(message.content);
    } else {
      prompt.special(assistant);
      prompt.plain(without_thinking(message.content));
      prompt.special(eos);
    }
  }
  prompt.special(assistant);
  prompt.special(think_open);
  prompt.plain("\n");
  return prompt.take();
}

}  // namespace assay
