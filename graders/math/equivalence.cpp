#include "graders/math/equivalence.hpp"

#include "graders/math/canonical.hpp"
#include "graders/math/exact.hpp"

namespace assay {

namespace {

const char* type_name(AnswerType type) {
  switch (type) {
    case AnswerType::number:
      return "number";
    case AnswerType::text:
      return "text";
    case AnswerType::formula:
      return "formula";
    case AnswerType::tuple:
      return "tuple";
    case AnswerType::set:
      return "list";
  }
  return "?";
}

bool differ(const std::string& a, const std::string& b) {
  return !a.empty() && !b.empty() && a != b;
}

/// "dollars" and "$", "degrees" and "deg": plural and case say nothing.
std::string unit_stem(std::string unit) {
  if (unit == "dollars" || unit == "dollar") {
    return "$";
  }
  while (unit.size() > 1 && (unit.back() == 's' || unit.back() == '.')) {
    unit.pop_back();
  }
  return unit;
}

/// Mathematics in two spellings: equal or not, these rules cannot tell.
bool could_be_equal(const CanonicalAnswer& gold, const CanonicalAnswer& answer) {
  const auto open = [](const CanonicalAnswer& one) {
    return one.type == AnswerType::formula || one.type == AnswerType::tuple ||
           one.type == AnswerType::set;
  };
  const auto plain = [](const CanonicalAnswer& one) {
    return one.text.find('\\') == std::string::npos;
  };
  const bool same_kind = gold.type == answer.type;
  if (same_kind && gold.type != AnswerType::formula) {
    return !plain(gold) || !plain(answer);
  }
  return (open(gold) && answer.type != AnswerType::text) ||
         (open(answer) && gold.type != AnswerType::text);
}

bool percent_of(const CanonicalAnswer& gold, const CanonicalAnswer& answer) {
  return gold.unit == "%" && answer.unit.empty() && answer.type == AnswerType::number &&
         to_text(Rational(answer.text) * 100) == gold.text;
}

/// A tuple's parentheses left out: "1, 2" for "(1, 2)", in the same order.
bool same_tuple(const CanonicalAnswer& tuple, const CanonicalAnswer& list) {
  return tuple.type == AnswerType::tuple && tuple.text == list.sequence;
}

}  // namespace

Equivalence compare_answers(std::string_view gold_text, std::string_view answer_text) {
  const CanonicalAnswer gold = canonical_answer(gold_text);
  const CanonicalAnswer answer = canonical_answer(answer_text);
  Equivalence result{false, "", answer.text + (answer.unit == "%" ? "%" : "")};
  if (!gold.decidable || !answer.decidable) {
    result.rule = "undecided: too long or too deeply nested";
    return result;
  }
  if (gold.text.empty() || answer.text.empty()) {
    result.rule = "nothing is left to compare";
    return result;
  }
  const bool gold_is_choice = gold.choice.size() == 1 && gold.text == gold.choice;
  if (gold_is_choice && !answer.choice.empty()) {
    result.canonical = answer.choice;
    result.equal = gold.choice == answer.choice;
    result.rule = "choice letter";
    return result;
  }
  if (differ(gold.name, answer.name)) {
    result.rule = "a value of another name";
    return result;
  }
  if (gold.type == AnswerType::number && percent_of(gold, answer)) {
    return {true, "percent as a fraction", result.canonical};
  }
  const bool same_type = (gold.type == AnswerType::number) == (answer.type == AnswerType::number);
  if (same_type && gold.text == answer.text) {
    result.equal = !differ(unit_stem(gold.unit), unit_stem(answer.unit));
    result.rule = result.equal ? std::string("same ") + type_name(answer.type) : "another unit";
    return result;
  }
  if (same_tuple(gold, answer) || same_tuple(answer, gold)) {
    return {true, "same tuple, parentheses aside", result.canonical};
  }
  result.rule = could_be_equal(gold, answer) ? "undecided: written otherwise than the reference"
                                             : std::string("another ") + type_name(answer.type);
  return result;
}

}  // namespace assay
