// Nearest names, for "did you mean".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

/// Insertions, deletions and substitutions of bytes that turn one text into the other
/// (Levenshtein).
[[nodiscard]] std::size_t edit_distance(std::string_view from, std::string_view to);

/// The names within a third of the word's length (at least 2) of `word`, nearest first, then in
/// the given order.
[[nodiscard]] std::vector<std::string> nearest_names(std::string_view word,
                                                     const std::vector<std::string>& names);

/// ", did you mean 'title'?" of the nearest name, or nothing where none differs from the word in
/// less than half of it.
[[nodiscard]] std::string did_you_mean(std::string_view word,
                                       const std::vector<std::string>& names);

}  // namespace assay
