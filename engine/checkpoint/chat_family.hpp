// How each family of models writes a conversation, as data, and how to tell which one a checkpoint
// is of. Sources: the chat templates of the checkpoints (llama.cpp's models/templates has most).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/checkpoint/tokenizer.hpp"

namespace assay {

/// What stands around the content of a message. In markup, as in all of ChatFamily, "<...>" and
/// "[gMASK]" are special tokens, and all else is text.
struct ChatTurn {
  std::string before;
  std::string after;
};

/// What of an assistant's earlier thinking stays: all; what follows the first closing tag; or the
/// last.
enum class KeptThinking { all, after_first_tag, after_last_tag };

/// What becomes of line breaks that an assistant's content begins with: they stay, go where
/// thinking went before them, or go.
enum class LeadingNewlines { kept, dropped_after_thinking, dropped };

/// Whether the model is within its thinking when it begins to write. `undecided`: it opens the
/// thinking itself, or does not think.
enum class ThinkingStart { none, open, undecided };

struct ChatFamily {
  std::string name;
  std::string beginning;
  ChatTurn system;
  ChatTurn user;
  ChatTurn assistant;
  std::string generation;                    ///< what the model goes on from
  std::optional<std::string> system_text{};  ///< where no message gives one; none: no such turn
  bool system_joins_user = false;            ///< the system text begins the first user's
  bool trimmed = false;                      ///< contents lose the white space around them
  KeptThinking kept = KeptThinking::all;
  LeadingNewlines newlines = LeadingNewlines::kept;
  bool assistant_trimmed = false;  ///< an assistant's content loses the white space around it
  std::string assistant_lead{};    ///< before an assistant's content that is not empty
  std::string thinking_on{};       ///< ends `generation`
  std::optional<std::string> thinking_off{};  ///< the same without thinking; none: it always thinks
  std::string user_suffix_off{};              ///< ends a user's content without thinking
  ThinkingStart start = ThinkingStart::none;
  bool channels = false;   ///< the thinking is Harmony's channel "analysis", not tags
  std::string turn_end{};  ///< the token that ends what the model writes, if it is one
};

struct ChosenFamily {
  ChatFamily family;
  std::string reason;  ///< "chat_template of tokenizer_config.json has <｜User｜>"
};

/// By the tokenizer's chat template, or without one by its special tokens and the architecture.
/// Throws DataError that says what was looked for and names the way out.
[[nodiscard]] ChosenFamily choose_chat_family(const std::string& architecture,
                                              const Tokenizer& tokenizer);

}  // namespace assay
