// Judges the final answer of a maths problem against the gold answer. Exact: no tolerance.
#pragma once

#include <string>

#include "graders/grader.hpp"

namespace assay {

class MathGrader final : public Grader {
 public:
  [[nodiscard]] Verdict grade(const Problem& problem, const Completion& completion) const override;
  [[nodiscard]] std::string id() const override { return "math/1"; }
};

}  // namespace assay
