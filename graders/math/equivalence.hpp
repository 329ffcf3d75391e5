// Whether an answer says the same as the gold answer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace assay {

/// How far a number may be from the gold answer; exact by default. Only for suites whose authors
/// ask for it: |answer - gold| <= max(relative * |gold|, absolute).
struct Tolerance {
  double relative = 0;
  double absolute = 0;

  [[nodiscard]] bool exact() const { return !(relative > 0) && !(absolute > 0); }
};

struct Equivalence {
  bool equal = false;
  bool decided = true;         ///< false: the rule begins with "undecided", and says why
  std::string rule;            ///< what decided, for people
  std::string gold_canonical;  ///< one spelling for equal simple answers
  std::string canonical;       ///< of the answer, for consensus; empty if nothing is left of it
  std::int64_t work = 0;       ///< units spent, of math::work_limit
};

/// Exact unless the tolerance says otherwise. The gold's type decides how the answer is read; a
/// name before "=" and a unit count only where both have one. Never throws on what an answer
/// holds, and never takes more than the work limit; what cannot be decided is not equal.
[[nodiscard]] Equivalence compare_answers(std::string_view gold, std::string_view answer,
                                          const Tolerance& tolerance = {});

}  // namespace assay
