// C++ source as text: enough to find brackets and words, no more. A scanner, no parser: what it
// gets wrong in a candidate's text ends as a compile error.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::cpp {

inline constexpr std::size_t none = std::string_view::npos;

/// `source` with comments, and the insides of string and character literals, as spaces; as long as
/// before, line ends kept. What follows here wants such text.
[[nodiscard]] std::string blanked(std::string_view source);

/// Braces opened less braces closed.
[[nodiscard]] int open_braces(std::string_view text);

[[nodiscard]] bool is_word(char letter);

/// The word that ends just before `end`; empty if none does.
[[nodiscard]] std::string_view word_before(std::string_view text, std::size_t end);

/// Where the bracket closes that opens at `open`, or none.
[[nodiscard]] std::size_t closing(std::string_view text, std::size_t open, char opens, char closes);

[[nodiscard]] std::string_view trimmed(std::string_view text);

/// The first position from `at` on that is no space.
[[nodiscard]] std::size_t skip_spaces(std::string_view text, std::size_t at);

/// Split at commas outside of brackets.
[[nodiscard]] std::vector<std::string_view> split(std::string_view list);

/// Positions of `word` as a whole word.
[[nodiscard]] std::vector<std::size_t> occurrences(std::string_view text, std::string_view word);

}  // namespace assay::cpp
