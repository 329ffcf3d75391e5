#include "graders/choice/choice_grader.hpp"

#include <fmt/format.h>

#include "engine/core/error.hpp"
#include "graders/choice/letters.hpp"
#include "graders/text.hpp"

namespace assay {

namespace {

std::string plain(std::string_view text) { return lower(trimmed(text, " \t\r\n*_`$.\"'")); }

/// The letters that `answer` names, or that of the option whose text it is; empty if none.
std::string chosen(const Problem& problem, std::string_view answer) {
  std::string letters = option_letters(answer, problem.options.size());
  const std::string text = plain(answer);
  for (std::size_t i = 0; letters.empty() && i < problem.options.size(); ++i) {
    if (plain(problem.options[i]) == text) {
      letters = static_cast<char>('A' + i);
    }
  }
  return letters;
}

std::vector<std::string> conventions_of(const Problem& problem) {
  std::vector<std::string> order = problem.answer.extraction;
  if (order.empty()) {
    order = default_extraction();
    order.emplace_back("choice");
  }
  return order;
}

}  // namespace

ExtractedAnswer ChoiceGrader::extract(const Problem& problem, std::string_view reply) const {
  ExtractedAnswer first;
  for (const std::string& convention : conventions_of(problem)) {
    ExtractedAnswer found = extract_answer(reply, {convention});
    const bool is_void = found.text.empty() && !found.convention.empty();
    if (is_void || !chosen(problem, found.text).empty()) {
      return found;
    }
    if (first.text.empty()) {
      first = std::move(found);
    }
  }
  return first.text.empty() ? ExtractedAnswer{"", "", "no option is named as the answer"} : first;
}

void ChoiceGrader::judge(const Problem& problem, const ExtractedAnswer& answer,
                         Verdict& verdict) const {
  const std::string letters = chosen(problem, answer.text);
  verdict.kind = letters == problem.gold ? VerdictKind::correct : VerdictKind::incorrect;
  verdict.canonical = letters;
  verdict.reference = problem.gold;
  const std::string rule = letters.empty()      ? "names no option"
                           : letters.size() > 1 ? "names several options"
                                                : fmt::format("option {}", letters);
  verdict.reason = judged_reason(rule, answer, verdict);
}

void ChoiceGrader::check(const Problem& problem) const {
  check_extraction(problem.answer.extraction);
  if (problem.options.size() < 2) {
    throw DataError(fmt::format("problem '{}': has no options to choose from", problem.id));
  }
  const char last = static_cast<char>('A' + problem.options.size() - 1);
  if (problem.gold.size() != 1 || problem.gold[0] < 'A' || problem.gold[0] > last) {
    throw DataError(fmt::format("problem '{}': the gold answer '{}' is no letter from A to {}",
                                problem.id, clipped(problem.gold), last));
  }
}

}  // namespace assay
