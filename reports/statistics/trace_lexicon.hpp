// The phrases by which behaviours are told: data, so that what is counted can be read.
#pragma once

#include <string_view>
#include <vector>

#include "reports/statistics/trace_spans.hpp"

namespace assay::statistics {

/// Lower case; words and marks are apart ("check :" is "Check:"). A first "^" asks for the
/// beginning of a sentence or line. "(just|quickly|)" stands for each of its alternatives, of which
/// the last here is nothing.
struct Phrase {
  Behaviour behaviour;
  std::string_view text;
};

[[nodiscard]] const std::vector<Phrase>& lexicon();

}  // namespace assay::statistics
