#include "engine/checkpoint/chat_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/core/error.hpp"

namespace assay {

namespace {

constexpr std::string_view close_tag = "</think>";

std::int32_t required(const Tokenizer& tokenizer, std::string_view content,
                      const std::string& family) {
  const auto id = tokenizer.special_id(content);
  if (!id) {
    throw DataError(
        fmt::format("tokenizer.json: no token '{}', which the chat format {} needs: "
                    "use the tokenizer that belongs to the checkpoint",
                    content, family));
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

/// Length of the special token that markup begins with, or 0.
std::size_t token_length(std::string_view markup) {
  constexpr std::string_view mask = "[gMASK]";
  if (markup.starts_with(mask)) {
    return mask.size();
  }
  return markup.starts_with('<') ? markup.find('>') + 1 : 0;
}

/// The special tokens of markup, and the text between them.
template <typename Special, typename Text>
void for_each_part(std::string_view markup, Special special, Text text) {
  while (!markup.empty()) {
    if (const std::size_t length = token_length(markup); length > 0) {
      special(markup.substr(0, length));
      markup.remove_prefix(length);
    } else {
      const std::size_t end = std::min(markup.find_first_of("<", 1), markup.size());
      text(markup.substr(0, end));
      markup.remove_prefix(end);
    }
  }
}

/// Joins text and ids, so that both say the same. Text between special tokens is encoded in one, as
/// if the whole had been.
class Prompt {
 public:
  Prompt(const Tokenizer& tokenizer, const std::string& family)
      : tokenizer_(&tokenizer), family_(&family) {}

  void markup(std::string_view written) {
    for_each_part(
        written, [&](std::string_view token) { special(token); },
        [&](std::string_view text) { plain(text); });
  }

  void plain(std::string_view text) { run_ += text; }

  RenderedPrompt take() {
    flush();
    return std::move(rendered_);
  }

 private:
  void special(std::string_view token) {
    flush();
    rendered_.text += token;
    rendered_.ids.push_back(required(*tokenizer_, token, *family_));
  }

  void flush() {
    rendered_.text += run_;
    const std::vector<std::int32_t> ids = tokenizer_->encode_plain(run_);
    rendered_.ids.insert(rendered_.ids.end(), ids.begin(), ids.end());
    run_.clear();
  }

  const Tokenizer* tokenizer_;
  const std::string* family_;
  std::string run_;
  RenderedPrompt rendered_;
};

constexpr std::string_view white_space = " \t\n\r\f\v\x1C\x1D\x1E\x1F";

std::string_view stripped(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(white_space), text.size());
  return text.substr(begin, text.find_last_not_of(white_space) + 1 - begin);
}

/// What stays of an earlier answer, as the family's template has it.
std::string_view kept_of(std::string_view content, const ChatFamily& family) {
  const std::size_t at = family.kept == KeptThinking::after_first_tag  ? content.find(close_tag)
                         : family.kept == KeptThinking::after_last_tag ? content.rfind(close_tag)
                                                                       : std::string_view::npos;
  const bool thought = at != std::string_view::npos;
  if (thought) {
    content.remove_prefix(at + close_tag.size());
  }
  if (family.newlines == LeadingNewlines::dropped ||
      (thought && family.newlines == LeadingNewlines::dropped_after_thinking)) {
    content.remove_prefix(std::min(content.find_first_not_of('\n'), content.size()));
  }
  return family.assistant_trimmed ? stripped(content) : content;
}

void check_tokens(const ChatFamily& family, const Tokenizer& tokenizer) {
  for (const std::string& markup :
       {family.beginning, family.system.before + family.system.after,
        family.user.before + family.user.after, family.assistant.before + family.assistant.after,
        family.generation, family.thinking_on, family.thinking_off.value_or("")}) {
    for_each_part(
        markup,
        [&](std::string_view token) { static_cast<void>(required(tokenizer, token, family.name)); },
        [](std::string_view) {});
  }
}

ThinkingMarks marks_of(const ChatFamily& family, const Tokenizer& tokenizer) {
  ThinkingMarks marks;
  marks.start = family.start;
  if (family.channels) {
    marks.message_start = required(tokenizer, "<|start|>", family.name);
    marks.channel = required(tokenizer, "<|channel|>", family.name);
    marks.message = required(tokenizer, "<|message|>", family.name);
    marks.message_end = required(tokenizer, "<|end|>", family.name);
    marks.role = tokenizer.encode_plain("assistant");
    marks.final_channel = tokenizer.encode_plain("final");
  } else if (family.start != ThinkingStart::none) {
    marks.open = required(tokenizer, "<think>", family.name);
    marks.close = required(tokenizer, "</think>", family.name);
    for (const char* blank : {" ", "\n", "\n\n", "\n\n\n"}) {
      if (const std::vector<std::int32_t> ids = tokenizer.encode_plain(blank); ids.size() == 1) {
        marks.blanks.push_back(ids[0]);
      }
    }
  }
  return marks;
}

}  // namespace

ChatFormat ChatFormat::of(const std::string& architecture, const Tokenizer& tokenizer) {
  ChosenFamily chosen = choose_chat_family(architecture, tokenizer);
  check_tokens(chosen.family, tokenizer);
  ChatFormat format;
  format.family_ = std::move(chosen.family);
  format.reason_ = std::move(chosen.reason);
  format.thinking = marks_of(format.family_, tokenizer);
  format.think_close = format.thinking.close;
  format.turn_end = required(tokenizer, format.family_.turn_end, format.family_.name);
  return format;
}

ChatFormat ChatFormat::of(const ModelConfig& config, const Tokenizer& tokenizer) {
  ChatFormat format = of(config.architecture, tokenizer);
  const auto& eos = config.eos_token_ids;
  if (std::find(eos.begin(), eos.end(), format.turn_end) == eos.end()) {
    throw DataError(fmt::format(
        "config.json: eos_token_id does not have {}, the id of '{}' in the tokenizer, with which "
        "the chat format {} ends an answer: the files do not belong together",
        format.turn_end, format.family_.turn_end, format.name()));
  }
  return format;
}

ChatFormat ChatFormat::without_thinking() const {
  if (!family_.thinking_off) {
    throw UsageError(fmt::format(
        "the chat format {} always thinks: leave the thinking on, or bound it with --think-budget",
        family_.name));
  }
  ChatFormat format = *this;
  format.thinks_ = false;
  format.thinking.start = ThinkingStart::none;
  return format;
}

RenderedPrompt ChatFormat::render(const std::vector<ChatMessage>& messages,
                                  const Tokenizer& tokenizer) const {
  check_roles(messages);
  Prompt prompt(tokenizer, family_.name);
  const auto turn = [&](const ChatTurn& around, std::string_view content) {
    prompt.markup(around.before);
    prompt.plain(content);
    prompt.markup(around.after);
  };
  prompt.markup(family_.beginning);
  const bool given = messages.front().role == "system";
  const std::optional<std::string> system =
      given ? trimmed(messages.front().content) : family_.system_text;
  std::string lead;
  if (system && family_.system_joins_user) {
    lead = *system + family_.system.after;
  } else if (system && !(family_.channels && system->empty())) {
    turn(family_.system, *system);
  }
  for (std::size_t i = given ? 1 : 0; i < messages.size(); ++i) {
    if (messages[i].role == "assistant") {
      turn(family_.assistant, assistant_content(messages[i].content));
    } else {
      turn(family_.user, std::exchange(lead, "") + user_content(messages[i].content));
    }
  }
  prompt.markup(family_.generation);
  prompt.markup(thinks_ ? family_.thinking_on : family_.thinking_off.value_or(""));
  return prompt.take();
}

std::string ChatFormat::trimmed(const std::string& content) const {
  return family_.trimmed ? std::string(stripped(content)) : content;
}

std::string ChatFormat::user_content(const std::string& content) const {
  std::string text = trimmed(content);
  if (!thinks_ && !text.ends_with(family_.user_suffix_off)) {
    text += family_.user_suffix_off;
  }
  return text;
}

std::string ChatFormat::assistant_content(const std::string& content) const {
  const std::string text = trimmed(std::string(kept_of(content, family_)));
  return text.empty() ? text : family_.assistant_lead + text;
}

}  // namespace assay
