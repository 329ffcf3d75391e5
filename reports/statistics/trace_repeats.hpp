// Runs of words that a text repeats: its own, again and again, or those of another text.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "reports/statistics/trace_words.hpp"

namespace assay::statistics {

/// Words [first, last) of a text.
using Stretch = std::pair<std::size_t, std::size_t>;

/// What makes a repetition a loop.
struct LoopRule {
  std::size_t length = 8;  ///< words of the run
  std::size_t times = 3;   ///< from so many occurrences on
  std::size_t within =
      400;  ///< words between one occurrence and the next; beyond, counting starts anew
};

/// The stretches that runs of `rule.length` words cover which stand there for at least the
/// `rule.times`-th time; an occurrence counts where it does not overlap the last one counted. In
/// ascending order, none touching the next. Equal hashes of 64 bits are taken for equal runs.
/// Linear.
[[nodiscard]] std::vector<Stretch> find_loops(const std::vector<TraceWord>& words,
                                              const LoopRule& rule);

/// The stretches of `words` that runs of `length` words cover which stand in `source` too. As
/// above.
[[nodiscard]] std::vector<Stretch> find_echoes(const std::vector<TraceWord>& words,
                                               const std::vector<TraceWord>& source,
                                               std::size_t length);

}  // namespace assay::statistics
