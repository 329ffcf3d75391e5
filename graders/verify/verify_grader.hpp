// Judges an answer by a verifier that the problem names.
#pragma once

#include <string>

#include "graders/answer_grader.hpp"

namespace assay {

class VerifyGrader final : public AnswerGrader {
 public:
  /// Throws DataError if the verifier is unknown, or cannot judge the problem.
  void check(const Problem& problem) const override;

  [[nodiscard]] std::string id() const override { return "verify/1"; }

 protected:
  /// By the default conventions of maths, an <answer> tag first: it may hold several lines.
  [[nodiscard]] ExtractedAnswer extract(const Problem& problem,
                                        std::string_view reply) const override;
  void judge(const Problem& problem, const ExtractedAnswer& answer,
             Verdict& verdict) const override;
};

}  // namespace assay
