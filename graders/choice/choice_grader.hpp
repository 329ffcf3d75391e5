// Judges the answer to a multiple-choice problem: one of the letters of its options.
#pragma once

#include <string>

#include "graders/answer_grader.hpp"

namespace assay {

/// The conventions of maths answers are tried in their order, and then a letter alone on the last
/// line; the first whose answer names an option decides, by its letter or by its whole text. An
/// answer that names none, or several, is wrong.
class ChoiceGrader final : public AnswerGrader {
 public:
  /// Throws DataError if there are no options, or the gold answer is no letter of one.
  void check(const Problem& problem) const override;

  [[nodiscard]] std::string id() const override { return "choice/1"; }

 protected:
  [[nodiscard]] ExtractedAnswer extract(const Problem& problem,
                                        std::string_view reply) const override;
  void judge(const Problem& problem, const ExtractedAnswer& answer,
             Verdict& verdict) const override;
};

}  // namespace assay
