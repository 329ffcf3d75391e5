#include "graders/math/math_grader.hpp"

#include <fmt/format.h>

#include "graders/math/equivalence.hpp"
#include "graders/math/extract.hpp"

namespace assay {

namespace {

ExtractedAnswer answer_of(const Completion& completion) {
  if (!completion.think_end) {
    return {"", "the thinking never ended"};
  }
  return extract_answer(completion.answer);
}

}  // namespace

Verdict MathGrader::grade(const Problem& problem, const Completion& completion) const {
  Verdict verdict;
  verdict.grader = id();
  const ExtractedAnswer extracted = answer_of(completion);
  verdict.extracted = extracted.text;
  if (extracted.text.empty()) {
    verdict.kind = completion.finish_reason == FinishReason::stop ? VerdictKind::unparsed
                                                                  : VerdictKind::truncated;
    verdict.reason = extracted.rule;
    return verdict;
  }
  try {
    const Equivalence equivalence = compare_answers(problem.gold, extracted.text);
    verdict.kind = equivalence.equal ? VerdictKind::correct : VerdictKind::incorrect;
    verdict.canonical = equivalence.canonical;
    verdict.reason = fmt::format("{} [{}]", equivalence.rule, extracted.rule);
  } catch (const std::exception& error) {
    verdict.kind = VerdictKind::infrastructure_error;
    verdict.reason = fmt::format("problem '{}': {}", problem.id, error.what());
  }
  return verdict;
}

}  // namespace assay
