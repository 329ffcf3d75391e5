#include "evals/cli/thought_answer.hpp"

#include <algorithm>

#include "engine/core/error.hpp"
#include "graders/math/equivalence.hpp"
#include "graders/math/extract.hpp"

namespace assay::cli {

namespace {

// A conclusion stands at the end; before it lie drafts, some of them in boxes.
constexpr std::size_t conclusion_bytes = 1500;

bool same(const Problem& problem, const std::string& given, const std::string& thought) {
  if (given == thought) {
    return true;
  }
  try {
    return compare_answers(given, thought, {problem.answer.rel_tol, problem.answer.abs_tol}).equal;
  } catch (const Error&) {
    return false;  // an answer given that cannot be read equals nothing but itself
  }
}

}  // namespace

std::string thought_answer(std::string_view thinking) {
  const std::size_t end = thinking.size() - std::min(thinking.size(), conclusion_bytes);
  std::string answer = extract_answer(thinking.substr(end)).text;
  return answer.empty() && end > 0 ? extract_answer(thinking).text : answer;
}

ThoughtAgreement thought_agreement(const SuiteEntry& suite, const Problem& problem,
                                   std::string_view thinking, const std::string& given) {
  if (suite.grader != "math" || thinking.empty()) {
    return ThoughtAgreement::not_asked;
  }
  const std::string thought = thought_answer(thinking);
  if (thought.empty()) {
    return ThoughtAgreement::none;
  }
  return same(problem, given, thought) ? ThoughtAgreement::agree : ThoughtAgreement::disagree;
}

}  // namespace assay::cli
