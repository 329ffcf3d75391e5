#include "graders/verify/verify_grader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/core/error.hpp"
#include "graders/verify/arithmetic.hpp"
#include "graders/verify/knights_and_knaves.hpp"

namespace assay {

namespace {

const Verifier& required(const Problem& problem) {
  const Verifier* verifier =
      problem.verification ? verifier_of(problem.verification->verifier) : nullptr;
  if (verifier == nullptr) {
    throw DataError(fmt::format("problem '{}': {}", problem.id,
                                problem.verification ? fmt::format("verifier '{}' is unknown",
                                                                   problem.verification->verifier)
                                                     : std::string("names no verifier")));
  }
  return *verifier;
}

}  // namespace

const Verifier* verifier_of(std::string_view name) {
  static const ArithmeticVerifier arithmetic;
  static const KnightsAndKnavesVerifier knights_and_knaves;
  if (name == "arithmetic") {
    return &arithmetic;
  }
  return name == "knights_and_knaves" ? &knights_and_knaves : nullptr;
}

const std::string& field_of(const Problem& problem, const std::string& name) {
  const auto& fields = problem.verification.value().fields;
  const auto found = fields.find(name);
  if (found == fields.end()) {
    throw DataError(fmt::format("problem '{}': verifier '{}' wants a field '{}'", problem.id,
                                problem.verification->verifier, name));
  }
  return found->second;
}

ExtractedAnswer VerifyGrader::extract(const Problem& problem, std::string_view reply) const {
  std::vector<std::string> order = problem.answer.extraction;
  if (order.empty()) {
    order = default_extraction();
    std::stable_partition(order.begin(), order.end(),
                          [](const std::string& name) { return name == "answer_tag"; });
  }
  return extract_answer(reply, order);
}

void VerifyGrader::judge(const Problem& problem, const ExtractedAnswer& answer,
                         Verdict& verdict) const {
  const Finding finding = required(problem).verify(problem, answer.text);
  verdict.kind = finding.right ? VerdictKind::correct : VerdictKind::incorrect;
  verdict.canonical = finding.canonical;
  verdict.reason = judged_reason(finding.rule, answer, verdict);
}

void VerifyGrader::check(const Problem& problem) const {
  check_extraction(problem.answer.extraction);
  required(problem).check(problem);
}

}  // namespace assay
