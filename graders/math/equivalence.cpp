#include "graders/math/equivalence.hpp"

#include "graders/math/algebra/flint.hpp"
#include "graders/math/parse.hpp"
#include "graders/math/rules/canonical_text.hpp"
#include "graders/math/rules/compare.hpp"

namespace assay {

namespace {

using math::Decision;
using math::Expression;
using math::Parsed;
using math::Truth;
using math::Work;

std::vector<const Expression*> readings(const Parsed& parsed) {
  std::vector<const Expression*> all = {&parsed.expression};
  for (const Expression& other : parsed.others) {
    all.push_back(&other);
  }
  return all;
}

/// FLINT keeps caches for each thread: freed when the thread ends.
struct FlintCaches {
  FlintCaches() = default;
  FlintCaches(const FlintCaches&) = delete;
  FlintCaches& operator=(const FlintCaches&) = delete;
  ~FlintCaches() { flint_cleanup(); }
  void use() const {}
};
thread_local const FlintCaches flint_caches;

/// "2 m" is two metres only beside another unit: beside a bare 2 it is a product.
bool lacks_unit(const Parsed& parsed, const Expression* reading, const Expression* other) {
  const bool unit = parsed.bare_unit && reading == &parsed.others.back();
  return unit && other->kind != math::Kind::quantity && other->kind != math::Kind::list;
}

/// Over the readings of both, the likeliest first: equal if one pair is.
Decision compare_readings(const Parsed& gold, const Parsed& answer, math::Context& context) {
  Decision first;
  bool is_first = true;
  for (const Expression* left : readings(gold)) {
    for (const Expression* right : readings(answer)) {
      if (lacks_unit(gold, left, right) || lacks_unit(answer, right, left)) {
        continue;
      }
      Decision decision = math::compare(*left, *right, context);
      if (decision.yes()) {
        return decision;
      }
      if (is_first) {
        first = decision;
        is_first = false;
      }
    }
  }
  return first;
}

/// Of its own budget, so that a text does not depend on what it was compared with.
std::string canonical_of(const Parsed& parsed, Work& work) {
  Work own(math::work_limit / 10);
  std::string text = parsed.ok ? math::canonical_text(parsed.expression, own) : "";
  work.spend(own.spent());
  return text;
}

}  // namespace

Equivalence compare_answers(std::string_view gold_text, std::string_view answer_text,
                            const Tolerance& tolerance) {
  flint_caches.use();
  const Parsed gold = math::parse_answer(gold_text);
  const Parsed answer = math::parse_answer(answer_text);
  Equivalence result;
  Work work;
  if (!gold.ok || !answer.ok) {
    const bool too_large = (gold.ok ? answer : gold).problem != "nothing is written";
    result.rule = too_large ? "undecided: " + (gold.ok ? answer : gold).problem
                            : "nothing is left to compare";
    result.decided = !too_large;
  } else {
    math::Context context{work, tolerance};
    const Decision decision = compare_readings(gold, answer, context);
    result.equal = decision.yes();
    result.decided = decision.truth != Truth::unknown;
    result.rule = decision.rule;
  }
  result.gold_canonical = canonical_of(gold, work);
  result.canonical = canonical_of(answer, work);
  result.work = work.spent();
  return result;
}

}  // namespace assay
