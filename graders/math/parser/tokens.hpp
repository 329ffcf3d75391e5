// The text of an answer as tokens. Differences of spelling that carry no meaning (\left, \dfrac,
// fonts, Unicode signs, math delimiters, markdown) end here. Linear.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::math {

enum class TokenKind {
  number,   ///< "12.5", "1{,}234", "1e5": the characters as written
  letters,  ///< a run of letters: one name, several, or a word: the parser decides
  command,  ///< "\\frac", "\\pi": a LaTeX command under its one name
  symbol,   ///< one character, or one of <= >= != ** ... +- under its one name
  end,
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::string_view text;
  bool spaced = false;   ///< white space came before it
  bool in_text = false;  ///< within \text{...}: letters are words

  [[nodiscard]] bool is(std::string_view value) const {
    return text == value && kind != TokenKind::letters && kind != TokenKind::number;
  }
  [[nodiscard]] bool is_letters(std::string_view value) const {
    return kind == TokenKind::letters && text == value;
  }
};

/// Set braces are the commands "\\{" and "\\}"; degree, percent and currency signs the commands
/// "\\degree", "\\%", "\\$", "\\euro", "\\pound".
class Tokens {
 public:
  /// With `thousands`, "1,234" outside brackets is one number.
  Tokens(std::string_view text, bool thousands);
  Tokens(const Tokens&) = delete;
  Tokens& operator=(const Tokens&) = delete;
  ~Tokens() = default;

  [[nodiscard]] const std::vector<Token>& list() const { return list_; }
  /// Whether a bare comma was taken for a separator of thousands.
  [[nodiscard]] bool bare_thousands() const { return bare_thousands_; }

 private:
  std::string text_;  ///< what the tokens view
  std::vector<Token> list_;
  bool bare_thousands_ = false;
};

/// The digits and the point of a number token, without separators.
[[nodiscard]] std::string digits_of(std::string_view number);

}  // namespace assay::math
