// What all graders of final answers share: where the answer may stand, and what it means that there
// is none. A subclass says how the answer is found and when it is right.
#pragma once

#include <string_view>

#include "graders/grader.hpp"
#include "graders/math/extract.hpp"

namespace assay {

class AnswerGrader : public Grader {
 public:
  /// Only what follows the last thinking is searched; thinking that never ended leaves nothing. No
  /// answer is `unparsed`, or `truncated` where the completion did not end by itself. An exception
  /// of a subclass is an `infrastructure_error`.
  [[nodiscard]] Verdict grade(const Problem& problem, const Completion& completion) const final;

 protected:
  [[nodiscard]] virtual ExtractedAnswer extract(const Problem& problem,
                                                std::string_view reply) const = 0;

  /// Fills in kind, canonical, reference and reason for an answer that is not empty.
  virtual void judge(const Problem& problem, const ExtractedAnswer& answer,
                     Verdict& verdict) const = 0;
};

/// `text` cut to what fits into a reason.
[[nodiscard]] std::string clipped(std::string_view text);

/// "rule [convention]", with the reference where the answer is wrong.
[[nodiscard]] std::string judged_reason(std::string_view rule, const ExtractedAnswer& answer,
                                        const Verdict& verdict);

}  // namespace assay
