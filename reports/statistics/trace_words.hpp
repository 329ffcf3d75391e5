// A trace as words, each reduced to a number, so that phrases and repetitions are compared as
// numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace assay::statistics {

/// A word (letters, digits, apostrophes, bytes beyond ASCII) or one mark of punctuation.
struct TraceWord {
  std::uint64_t hash = 0;   ///< of its letters in lower case, curly apostrophes straight
  std::uint32_t begin = 0;  ///< bytes [begin, end) of the text
  std::uint32_t end = 0;
  bool opens_sentence = false;  ///< first of the text, of a line, or behind . ? ! and a space
};

/// One pass. Spaces, line ends, hyphens, asterisks and underscores only separate. A text beyond
/// 4 GiB is read up to there.
void split_words(std::string_view text, std::vector<TraceWord>& words);

}  // namespace assay::statistics
