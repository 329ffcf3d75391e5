// Tokens with their log-probabilities, in the two layouts of OpenAI's API.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "engine/checkpoint/tokenizer.hpp"
#include "engine/core/logprobs.hpp"

namespace assay::http {

/// A token's text as JSON can hold it: bytes that are no UTF-8 by themselves as "bytes:\xe2\x80",
/// so that no two tokens look alike.
[[nodiscard]] std::string token_text(const Tokenizer& tokenizer, std::int32_t id);

/// /v1/completions: {tokens, token_logprobs, top_logprobs, text_offset}, lists of one length.
/// top_logprobs maps texts to numbers and always holds the token that stands there; the first token
/// of a prompt has null for both. Offsets count characters from the beginning of the text.
class LegacyTokens {
 public:
  /// `offset` is the place of the first token; negative where what comes first is not in the text
  /// (a BOS): those tokens stand at 0.
  LegacyTokens(const Tokenizer& tokenizer, std::int64_t offset);

  void add_first(std::int32_t id);
  void add(std::int32_t id, const Logprobs& logprobs);

  /// What was added since the last call.
  [[nodiscard]] nlohmann::json take();

 private:
  void add(std::int32_t id, nlohmann::json logprob, nlohmann::json top);

  const Tokenizer& tokenizer_;
  std::int64_t offset_;
  nlohmann::json list_;
};

/// /v1/chat/completions: one element of logprobs.content.
[[nodiscard]] nlohmann::json chat_token(const Tokenizer& tokenizer, std::int32_t id,
                                        const Logprobs& logprobs);

/// Characters of UTF-8; an incomplete one counts where it begins.
[[nodiscard]] std::int64_t characters(std::string_view bytes);

}  // namespace assay::http
