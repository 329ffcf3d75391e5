// Judges an answer that is a text: words, or a Python literal.
#pragma once

#include <string>

#include "graders/answer_grader.hpp"

namespace assay {

class TextGrader final : public AnswerGrader {
 public:
  /// Throws DataError if the gold answer is empty, or no literal where literals are compared.
  void check(const Problem& problem) const override;

  [[nodiscard]] std::string id() const override { return "text/1"; }

 protected:
  [[nodiscard]] ExtractedAnswer extract(const Problem& problem,
                                        std::string_view reply) const override;
  void judge(const Problem& problem, const ExtractedAnswer& answer,
             Verdict& verdict) const override;
};

}  // namespace assay
