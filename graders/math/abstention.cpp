#include "graders/math/abstention.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "graders/text.hpp"

namespace assay {

namespace {

constexpr std::array<std::string_view, 12> whole_answers = {
    "none",          "n/a",         "unknown",      "undetermined",
    "indeterminate", "unsolvable",  "unanswerable", "undeterminable",
    "no answer",     "no solution", "insufficient", "not given"};

constexpr std::array<std::string_view, 24> phrases = {
    "cannot be determined",    "can't be determined",        "cannot determine",
    "can't determine",         "cannot be answered",         "can't be answered",
    "cannot be calculated",    "can't be calculated",        "cannot calculate",
    "can't calculate",         "cannot be solved",           "cannot be found",
    "impossible to determine", "not possible to determine",  "unable to determine",
    "not enough information",  "insufficient information",   "insufficient data",
    "not enough data",         "missing information",        "information is missing",
    "more information",        "not sufficient information", "is not specified"};

/// In lower case, one blank between words, typographic apostrophes and LaTeX's wrappers undone.
std::string plain(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    constexpr std::string_view apostrophe = "\u2019";
    if (text.substr(i, apostrophe.size()) == apostrophe) {
      result += '\'';
      i += apostrophe.size() - 1;
    } else if (text.substr(i, 6) == "\\text{") {
      i += 5;
    } else if (text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r' ||
               text[i] == '~') {
      result += result.empty() || result.back() == ' ' ? "" : " ";
    } else {
      result += text[i];
    }
  }
  return lower(trimmed(result, " .*_`${}\\()!"));
}

bool has_phrase(const std::string& text) {
  return std::any_of(phrases.begin(), phrases.end(), [&](std::string_view phrase) {
    return text.find(phrase) != std::string::npos;
  });
}

}  // namespace

bool abstains(std::string_view answer) {
  const std::string text = plain(answer);
  return std::find(whole_answers.begin(), whole_answers.end(), text) != whole_answers.end() ||
         has_phrase(text);
}

std::string_view abstaining_sentence(std::string_view reply) {
  reply = trimmed(reply);
  if (const std::size_t paragraph = reply.rfind("\n\n"); paragraph != std::string_view::npos) {
    reply.remove_prefix(paragraph + 2);
  }
  while (!reply.empty()) {
    const std::size_t end = reply.size() > 1 ? reply.rfind(". ", reply.size() - 2) : reply.npos;
    const std::string_view sentence = end == reply.npos ? reply : reply.substr(end + 2);
    if (has_phrase(plain(sentence))) {
      return trimmed(sentence);
    }
    reply = end == reply.npos ? std::string_view{} : reply.substr(0, end + 1);
  }
  return {};
}

}  // namespace assay
