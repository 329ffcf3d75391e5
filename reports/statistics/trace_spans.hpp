// Reasoning behaviours in a trace: where the model checks itself, turns back, restates, sets itself
// a sub-goal, or goes round in circles. By a fixed lexicon (trace_lexicon.hpp) and by runs of words
// that stand in the question or again and again (trace_repeats.hpp). A count of phrases, not a
// judgement of whether the check was sound; how well it agrees with readers is measured in
// scripts/oracles/trace_spans.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace assay::statistics {

enum class Behaviour { self_verification, backtracking, restating, sub_goal, looping };

inline constexpr std::size_t n_behaviours = 5;
inline constexpr std::array<std::string_view, n_behaviours> behaviour_names = {
    "self-verification", "backtracking", "restating", "sub-goal", "looping"};

[[nodiscard]] constexpr std::string_view to_string(Behaviour behaviour) noexcept {
  return behaviour_names[static_cast<std::size_t>(behaviour)];
}

/// Bytes [begin, end) of the text.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
  Behaviour behaviour = Behaviour::self_verification;
  friend bool operator==(const Span&, const Span&) = default;
};

/// In order of their beginning; spans of one behaviour do not overlap. Upper and lower case are
/// one; words match whole ("wait", not "await"); spaces, line ends, hyphens, asterisks and
/// underscores between words are one. At each place the longest phrase wins, and what it covers
/// counts once. Six words in a row that stand in `question` too are restating; loops are what
/// LoopRule's default finds (trace_repeats.hpp). Linear in the text.
[[nodiscard]] std::vector<Span> find_spans(std::string_view text, std::string_view question = {});

using BehaviourCounts = std::array<std::size_t, n_behaviours>;

/// Spans a behaviour.
[[nodiscard]] BehaviourCounts count_behaviours(std::string_view text,
                                               std::string_view question = {});

}  // namespace assay::statistics
