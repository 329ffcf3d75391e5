// The text of an answer as tokens: LaTeX, plain text, or a mixture. Spelling differences that
// carry no meaning (spaces, \left, \dfrac, fonts, Unicode signs, dollar signs) end here. Linear.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay {

enum class TokenKind {
  number,   ///< "12.5", digits with at most one point; thousands separators removed
  name,     ///< one letter as in a formula
  word,     ///< two or more letters in plain text, lower case
  text,     ///< the content of \text{...}, trimmed
  command,  ///< "\\frac", "\\pi": a LaTeX command
  symbol,   ///< one character of + - * / ^ _ ( ) [ ] { } , = < > | ! : ; & % and so on
};

struct Token {
  TokenKind kind = TokenKind::symbol;
  std::string text;
  bool spaced = false;  ///< white space came before it

  [[nodiscard]] bool is(std::string_view value) const { return text == value; }
  friend bool operator==(const Token& a, const Token& b) {
    return a.kind == b.kind && a.text == b.text;
  }
};

using Tokens = std::vector<Token>;

inline constexpr std::size_t most_answer_bytes = 10'000;

/// Set braces \{ \} are the commands "\\{" and "\\}"; grouping braces stay symbols. Degrees,
/// percent and currency signs are the commands "\\degree", "\\%" and "\\$".
[[nodiscard]] Tokens tokenize_answer(std::string_view text);

}  // namespace assay
