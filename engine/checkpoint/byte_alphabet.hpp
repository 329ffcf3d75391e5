// GPT-2's printable character for each byte, in which byte-level tokenizers spell their tokens.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay {

/// Bytes as characters: printable Latin-1 stands for itself, the other bytes, in order, for U+0100
/// and up. Source: Radford et al. 2019, github.com/openai/gpt-2, `bytes_to_unicode`.
[[nodiscard]] std::string spell_bytes(std::string_view bytes);

/// The inverse; nothing if `spelling` holds a character outside the alphabet.
[[nodiscard]] std::optional<std::string> unspell_bytes(std::string_view spelling);

}  // namespace assay
