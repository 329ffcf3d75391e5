// Judges the final answer of a maths problem against the gold answer. Exact, unless the problem's
// rules ask for a tolerance. Where they say that it has no answer, saying so is right: by the
// answer found, or else by a sentence at the reply's end.
#pragma once

#include <string>

#include "graders/answer_grader.hpp"

namespace assay {

class MathGrader final : public AnswerGrader {
 public:
  /// Throws DataError if the gold answer is empty or cannot be read, or a rule is unknown.
  void check(const Problem& problem) const override;

  [[nodiscard]] std::string id() const override { return "math/4"; }

 protected:
  [[nodiscard]] ExtractedAnswer extract(const Problem& problem,
                                        std::string_view reply) const override;
  void judge(const Problem& problem, const ExtractedAnswer& answer,
             Verdict& verdict) const override;
};

}  // namespace assay
