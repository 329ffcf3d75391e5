#include "graders/math/math_grader.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/core/error.hpp"
#include "graders/math/equivalence.hpp"
#include "graders/math/extract.hpp"
#include "graders/math/parse.hpp"

namespace assay {

namespace {

/// Only what follows the last thinking is searched.
ExtractedAnswer answer_of(const Problem& problem, const Completion& completion) {
  constexpr std::string_view open = "<think>";
  constexpr std::string_view close = "</think>";
  std::string_view answer = completion.answer;
  if (const std::size_t again = answer.rfind(close); again != std::string_view::npos) {
    answer.remove_prefix(again + close.size());
  }
  if (!completion.think_end || answer.find(open) != std::string_view::npos) {
    return {"", "", "the thinking never ended"};
  }
  return extract_answer(answer, problem.answer.extraction);
}

std::string no_answer(const ExtractedAnswer& extracted) {
  return extracted.convention.empty()
             ? extracted.problem
             : fmt::format("{} [{}]", extracted.problem, extracted.convention);
}

std::string clipped(const std::string& text) {
  constexpr std::size_t most = 80;
  return text.size() > most ? text.substr(0, most) + "..." : text;
}

void judge(const Problem& problem, const ExtractedAnswer& extracted, Verdict& verdict) {
  const Tolerance tolerance{problem.answer.rel_tol, problem.answer.abs_tol};
  const Equivalence equivalence = compare_answers(problem.gold, extracted.text, tolerance);
  verdict.kind = equivalence.equal ? VerdictKind::correct : VerdictKind::incorrect;
  verdict.canonical = equivalence.canonical;
  verdict.reference = equivalence.gold_canonical;
  const std::string reference =
      equivalence.equal ? "" : "; reference " + clipped(equivalence.gold_canonical);
  verdict.reason = fmt::format("{}{} [{}]", equivalence.rule, reference, extracted.convention);
}

}  // namespace

Verdict MathGrader::grade(const Problem& problem, const Completion& completion) const {
  Verdict verdict;
  verdict.grader = id();
  try {
    const ExtractedAnswer extracted = answer_of(problem, completion);
    verdict.extracted = extracted.text;
    if (!extracted.text.empty()) {
      judge(problem, extracted, verdict);
      return verdict;
    }
    verdict.kind = completion.finish_reason == FinishReason::stop ? VerdictKind::unparsed
                                                                  : VerdictKind::truncated;
    verdict.reason = no_answer(extracted);
  } catch (const std::exception& error) {
    verdict.kind = VerdictKind::infrastructure_error;
    verdict.reason = fmt::format("problem '{}': {}", problem.id, error.what());
  }
  return verdict;
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
