// Messages to prompt ids in the format of a checkpoint's family, and where its thinking is marked.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/checkpoint/chat_family.hpp"
#include "engine/checkpoint/config.hpp"
#include "engine/checkpoint/thinking_span.hpp"
#include "engine/checkpoint/tokenizer.hpp"
#include "engine/generator.hpp"

namespace assay {

/// Thinks where the family can.
class ChatFormat {
 public:
  /// Throws DataError if the checkpoint's family is not known, the tokenizer lacks a token that it
  /// needs, or config.json does not end a text where it does; names the token and the remedy.
  [[nodiscard]] static ChatFormat of(const ModelConfig& config, const Tokenizer& tokenizer);

  /// The same, of a checkpoint of which only the architecture is known.
  [[nodiscard]] static ChatFormat of(const std::string& architecture, const Tokenizer& tokenizer);

  /// The format without thinking. Throws UsageError if the family always thinks.
  [[nodiscard]] ChatFormat without_thinking() const;

  /// Contents are encoded as plain text: a message cannot forge a special token. BOS is there at
  /// most once. Throws UsageError for an unknown role or no user message.
  [[nodiscard]] RenderedPrompt render(const std::vector<ChatMessage>& messages,
                                      const Tokenizer& tokenizer) const;

  [[nodiscard]] const std::string& name() const noexcept { return family_.name; }

  /// Why it was chosen.
  [[nodiscard]] const std::string& reason() const noexcept { return reason_; }

  ThinkingMarks thinking;
  std::int32_t think_close = -1;  ///< thinking.close
  std::int32_t turn_end = -1;     ///< the token that ends an answer

 private:
  [[nodiscard]] std::string trimmed(const std::string& content) const;
  [[nodiscard]] std::string user_content(const std::string& content) const;
  [[nodiscard]] std::string assistant_content(const std::string& content) const;

  ChatFamily family_;
  std::string reason_;
  bool thinks_ = true;
};

}  // namespace assay
