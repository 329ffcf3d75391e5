#include "graders/answer_grader.hpp"

#include <fmt/format.h>

namespace assay {

namespace {

std::string no_answer(const ExtractedAnswer& extracted) {
  return extracted.convention.empty()
             ? extracted.problem
             : fmt::format("{} [{}]", extracted.problem, extracted.convention);
}

/// What follows the last thinking; nothing if it never ended.
std::optional<std::string_view> reply_of(const Completion& completion) {
  constexpr std::string_view open = "<think>";
  constexpr std::string_view close = "</think>";
  std::string_view reply = completion.answer;
  if (const std::size_t again = reply.rfind(close); again != std::string_view::npos) {
    reply.remove_prefix(again + close.size());
  }
  const bool open_again = reply.find(open) != std::string_view::npos;
  return completion.think_end && !open_again ? std::optional(reply) : std::nullopt;
}

}  // namespace

Verdict AnswerGrader::grade(const Problem& problem, const Completion& completion) const {
  Verdict verdict;
  verdict.grader = id();
  try {
    const std::optional<std::string_view> reply = reply_of(completion);
    const ExtractedAnswer extracted =
        reply ? extract(problem, *reply) : ExtractedAnswer{"", "", "the thinking never ended"};
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

std::string clipped(std::string_view text) {
  constexpr std::size_t most = 80;
  return text.size() > most ? std::string(text.substr(0, most)) + "..." : std::string(text);
}

std::string judged_reason(std::string_view rule, const ExtractedAnswer& answer,
                          const Verdict& verdict) {
  const std::string reference = verdict.kind == VerdictKind::correct || verdict.reference.empty()
                                    ? ""
                                    : "; reference " + clipped(verdict.reference);
  return fmt::format("{}{} [{}]", rule, reference, answer.convention);
}

}  // namespace assay
