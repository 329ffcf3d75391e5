// Letters of options in an answer.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace assay {

/// The letters, of the first `count`, that an answer names at its start: "(B) Paris", "**B**",
/// "\text{B}", "Option B" and "b" alone give "B", "A and C" gives "AC", and prose gives "". An "A"
/// or "I" that begins a sentence is a word.
[[nodiscard]] std::string option_letters(std::string_view answer, std::size_t count);

}  // namespace assay
