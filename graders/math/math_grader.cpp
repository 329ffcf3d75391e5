#include "graders/math/math_grader.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/core/error.hpp"
#include "graders/math/abstention.hpp"
#include "graders/math/equivalence.hpp"
#include "graders/math/extract.hpp"
#include "graders/math/parse.hpp"

namespace assay {

ExtractedAnswer MathGrader::extract(const Problem& problem, std::string_view reply) const {
  ExtractedAnswer extracted = extract_answer(reply, problem.answer.extraction);
  if (problem.answer.abstain && extracted.text.empty() && extracted.convention.empty()) {
    if (const std::string_view sentence = abstaining_sentence(reply); !sentence.empty()) {
      return {std::string(sentence), "abstention", ""};
    }
  }
  return extracted;
}

void MathGrader::judge(const Problem& problem, const ExtractedAnswer& answer,
                       Verdict& verdict) const {
  if (problem.answer.abstain) {
    const bool right = abstains(answer.text);
    verdict.kind = right ? VerdictKind::correct : VerdictKind::incorrect;
    verdict.canonical = right ? "none" : answer.text;
    verdict.reference = "none";
    verdict.reason =
        judged_reason(right ? "says that there is no answer" : "answers what cannot be answered",
                      answer, verdict);
    return;
  }
  const Tolerance tolerance{problem.answer.rel_tol, problem.answer.abs_tol};
  const Equivalence equivalence = compare_answers(problem.gold, answer.text, tolerance);
  verdict.kind = equivalence.equal ? VerdictKind::correct : VerdictKind::incorrect;
  verdict.canonical = equivalence.canonical;
  verdict.reference = equivalence.gold_canonical;
  verdict.reason = judged_reason(equivalence.rule, answer, verdict);
}

void MathGrader::check(const Problem& problem) const {
  check_extraction(problem.answer.extraction);
  const AnswerRules& rules = problem.answer;
  for (const double tolerance : {rules.rel_tol, rules.abs_tol}) {
    if (!std::isfinite(tolerance) || tolerance < 0) {
      throw DataError(fmt::format("problem '{}': tolerance {} is no finite number from 0 on",
                                  problem.id, tolerance));
    }
  }
  const math::Parsed gold = math::parse_answer(problem.gold);
  const std::string& why = gold.ok ? gold.unread : gold.problem;
  if (!why.empty()) {
    throw DataError(
        fmt::format("problem '{}': the gold answer '{}' cannot be read ({}): correct it or leave "
                    "the problem out",
                    problem.id, clipped(problem.gold), why));
  }
}

}  // namespace assay
