#include "graders/words/text_grader.hpp"

#include <fmt/format.h>

#include "engine/core/error.hpp"
#include "graders/python_literal.hpp"
#include "graders/text.hpp"
#include "graders/words/words.hpp"

namespace assay {

namespace {

/// Literals that Python finds equal, which tells "1" and 1 apart.
WordsMatch compare_literals(const std::string& gold, const std::string& answer) {
  const auto wanted = parse_python_literal(gold);
  const auto given = parse_python_literal(trimmed(answer, " \t\r\n`$"));
  if (!wanted || !given) {
    return {false, "no Python literal", "", gold};
  }
  const std::string canonical = canonical_text(*given);
  const std::string reference = canonical_text(*wanted);
  return {canonical == reference, "Python literals", canonical, reference};
}

bool as_python(const Problem& problem) { return problem.answer.comparison == "python"; }

}  // namespace

ExtractedAnswer TextGrader::extract(const Problem& problem, std::string_view reply) const {
  return extract_answer(reply, problem.answer.extraction);
}

void TextGrader::judge(const Problem& problem, const ExtractedAnswer& answer,
                       Verdict& verdict) const {
  const WordsMatch match = as_python(problem) ? compare_literals(problem.gold, answer.text)
                                              : compare_words(problem.gold, answer.text);
  verdict.kind = match.equal ? VerdictKind::correct : VerdictKind::incorrect;
  verdict.canonical = match.canonical;
  verdict.reference = match.gold_canonical;
  verdict.reason = judged_reason(match.rule, answer, verdict);
}

void TextGrader::check(const Problem& problem) const {
  check_extraction(problem.answer.extraction);
  if (trimmed(problem.gold).empty()) {
    throw DataError(fmt::format("problem '{}': the gold answer is empty", problem.id));
  }
  if (as_python(problem) && !parse_python_literal(problem.gold)) {
    throw DataError(fmt::format("problem '{}': the gold answer '{}' is no Python literal",
                                problem.id, clipped(problem.gold)));
  }
}

}  // namespace assay
