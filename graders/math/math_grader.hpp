// Judges the final answer of a maths problem against the gold answer. Exact, unless the problem's
// rules ask for a tolerance.
#pragma once

#include <string>

#include "graders/grader.hpp"

namespace assay {

class MathGrader final : public Grader {
 public:
  [[nodiscard]] Verdict grade(const Problem& problem, const Completion& completion) const override;

  /// Throws DataError if the gold answer is empty or cannot be read, or a rule is unknown.
  void check(const Problem& problem) const override;

  [[nodiscard]] std::string id() const override { return "math/3"; }
};

}  // namespace assay
