// A pattern of a tokenizer.json, {"Regex": ...} or {"String": ...}, or of a tiktoken file, on
// PCRE2. Written for Oniguruma (Ruby's syntax) or Rust's regex; what means the same in PCRE2 is
// translated, and what would mean something else is refused.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/checkpoint/field.hpp"

namespace assay {

class SplitPattern {
 public:
  struct Match {
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  /// Of an object {"Regex": ...} or {"String": ...}. Throws DataError that names the field for
  /// another kind, a bad or unsupported expression, or one that can match an empty text.
  explicit SplitPattern(const Field& pattern);

  /// Throws DataError that begins with `where` (file and field), as above.
  [[nodiscard]] static SplitPattern regex(const std::string& expression, const std::string& where);

  /// Matches a text that is not empty as it stands.
  [[nodiscard]] static SplitPattern literal(const std::string& text);

  ~SplitPattern();
  SplitPattern(SplitPattern&&) noexcept;
  SplitPattern& operator=(SplitPattern&&) noexcept;
  SplitPattern(const SplitPattern&) = delete;
  SplitPattern& operator=(const SplitPattern&) = delete;

  /// Appends the matches in a valid UTF-8 text, from left to right, none empty. Thread-safe. Throws
  /// DataError for an expression that needs too many steps.
  void find(std::string_view text, std::vector<Match>& matches) const;

 private:
  class Expression;
  SplitPattern();

  std::string literal_;
  std::unique_ptr<const Expression> expression_;
};

/// The expression as PCRE2 writes it. Throws DataError that begins with `where`.
[[nodiscard]] std::string to_pcre2(std::string_view expression, const std::string& where);

}  // namespace assay
