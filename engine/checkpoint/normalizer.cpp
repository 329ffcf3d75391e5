#include "engine/checkpoint/normalizer.hpp"

#include <utility>

#include "engine/checkpoint/unicode.hpp"

namespace assay {

namespace {

std::string replaced(std::string_view text, const SplitPattern& pattern,
                     const std::string& content) {
  std::vector<SplitPattern::Match> matches;
  pattern.find(text, matches);
  std::string result;
  std::size_t at = 0;
  for (const auto& match : matches) {
    result += text.substr(at, match.begin - at);
    result += content;
    at = match.end;
  }
  return result += text.substr(at);
}

}  // namespace

Normalizer::Normalizer(const Field& description) { add(description); }

void Normalizer::add(const Field& description) {
  const std::string type = description.type();
  if (description.is_null()) {
    return;
  }
  Step step;
  if (type == "Sequence") {
    description.at("normalizers").for_each([&](const Field& part) { add(part); });
    return;
  }
  if (type == "Prepend") {
    step.kind = Step::Kind::prepend;
    step.content = description.at("prepend").text();
  } else if (type == "Replace") {
    step.kind = Step::Kind::replace;
    step.pattern.emplace_back(description.at("pattern"));
    step.content = description.at("content").text();
  } else if (type != "NFC") {
    description.refuse("null, NFC, Prepend, Replace and a Sequence of them");
  }
  steps_.push_back(std::move(step));
}

std::string Normalizer::normalize(std::string_view text) const {
  std::string result(text);
  for (const Step& step : steps_) {
    if (step.kind == Step::Kind::nfc) {
      result = to_nfc(result);
    } else if (step.kind == Step::Kind::replace) {
      result = replaced(result, step.pattern.front(), step.content);
    } else if (!result.empty()) {
      result = step.content + result;
    }
  }
  return result;
}

}  // namespace assay
