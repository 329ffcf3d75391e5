// Reasoning behaviours in a trace, by a small fixed lexicon: where the model checks itself and
// where it turns back. A count of phrases, not a judgement of whether the check was sound.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::statistics {

enum class Behaviour { self_verification, backtracking };

inline constexpr std::size_t n_behaviours = 2;
inline constexpr std::array<std::string_view, n_behaviours> behaviour_names = {"self-verification",
                                                                               "backtracking"};

[[nodiscard]] constexpr std::string_view to_string(Behaviour behaviour) noexcept {
  return behaviour_names[static_cast<std::size_t>(behaviour)];
}

struct Phrase {
  Behaviour behaviour;
  std::string_view text;  ///< lower case; words and marks apart: "check :" is "Check:"
};

/// The whole lexicon, longest phrase first among those with one beginning.
[[nodiscard]] const std::vector<Phrase>& lexicon();

/// Occurrences a behaviour. Upper and lower case are one; words match whole ("wait", not
/// "await"); spaces, line ends, hyphens, asterisks and underscores between words are one. At each
/// place the longest phrase wins, and what it covers counts once. Linear in the text.
[[nodiscard]] std::array<std::size_t, n_behaviours> count_behaviours(std::string_view text);

/// A phrase as a regular expression of JavaScript, for highlighting with flags "giu".
[[nodiscard]] std::string javascript_pattern(const Phrase& phrase);

}  // namespace assay::statistics
