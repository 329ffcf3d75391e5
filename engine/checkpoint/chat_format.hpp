// Messages to prompt ids, by family, chosen from the checkpoint; and the thinking span on token
// ids.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/checkpoint/config.hpp"
#include "engine/checkpoint/tokenizer.hpp"
#include "engine/generator.hpp"

namespace assay {

/// DeepSeek-R1's format (facts: llama.cpp models/templates): BOS {system} <｜User｜>{user}
/// <｜Assistant｜> ... <think> "\n". Earlier assistant turns drop their thinking and end in EOS.
class ChatFormat {
 public:
  /// Throws DataError if the tokenizer lacks a token that the family needs; names it.
  [[nodiscard]] static ChatFormat of(const ModelConfig& config, const Tokenizer& tokenizer);

  /// Contents are encoded as plain text. BOS is there exactly once.
  /// Throws UsageError for an unknown role or no user message.
  [[nodiscard]] RenderedPrompt render(const std::vector<ChatMessage>& messages,
                                      const Tokenizer& tokenizer) const;

  std::int32_t bos = -1;
  std::int32_t user = -1;
  std::int32_t assistant = -1;
  std::int32_t eos = -1;
  std::int32_t think_open = -1;   ///< already in the prompt
  std::int32_t think_close = -1;  ///< its first occurrence in the completion ends the thinking
};

}  // namespace assay
