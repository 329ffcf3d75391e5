// Whether an answer says the same as the gold answer.
#pragma once

#include <string>
#include <string_view>

namespace assay {

struct Equivalence {
  bool equal = false;
  std::string rule;       ///< what decided, for people; "undecided" if nothing could
  std::string canonical;  ///< of the answer, for consensus
};

/// Exact, without tolerance. A name before "=" and a unit count only where both have one; "50%"
/// answers a gold of "50", and "50" or "0.5" a gold of "50%". A choice letter answers as "(B)",
/// "B." or "(B) 5". A list "1, 2" without brackets answers as a tuple too. What cannot be decided
/// is not equal.
[[nodiscard]] Equivalence compare_answers(std::string_view gold, std::string_view answer);

}  // namespace assay
