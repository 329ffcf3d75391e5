#include "graders/math/equivalence.hpp"

#include <algorithm>

#include "graders/math/algebra/flint.hpp"
#include "graders/math/parse.hpp"
#include "graders/math/rules/canonical_text.hpp"
#include "graders/math/rules/compare.hpp"
#include "graders/math/rules/parameters.hpp"

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

// Three parts of the limit: a text does not depend on what its answer was compared with.
constexpr std::int64_t text_limit = math::work_limit / 10;
constexpr std::int64_t comparison_limit = math::work_limit - 2 * text_limit - 3;

std::string canonical_of(const Parsed& parsed, std::int64_t& spent) {
  Work work(text_limit);
  std::string text = parsed.ok ? math::canonical_text(parsed.expression, work) : "";
  spent += work.spent();
  return text;
}

/// Of reading a text, each of its readings anew.
std::int64_t reading_cost(std::string_view text, const Parsed& parsed) {
  constexpr std::int64_t byte = 14;
  return byte * static_cast<std::int64_t>(std::min(text.size(), math::most_answer_bytes) *
                                          (1 + parsed.others.size()));
}

}  // namespace

Equivalence compare_answers(std::string_view gold_text, std::string_view answer_text,
                            const Tolerance& tolerance) {
  flint_caches.use();
  const Parsed gold = math::parse_answer(gold_text);
  const Parsed answer = math::parse_answer(answer_text);
  Equivalence result;
  Work work(comparison_limit);
  work.spend(reading_cost(gold_text, gold) + reading_cost(answer_text, answer));
  if (!gold.ok || !answer.ok) {
    const bool too_large = (gold.ok ? answer : gold).problem != "nothing is written";
    result.rule = too_large ? "undecided: " + (gold.ok ? answer : gold).problem
                            : "nothing is left to compare";
    result.decided = !too_large;
  } else {
    math::Context context{work, tolerance};
    const Decision compared =
        math::other_domain(gold, answer) ? math::no("a symbol of another domain")
        : math::declares_unused(gold, answer)
            ? math::no("a domain of a symbol that is not there")
            : compare_readings(gold, math::in_parameters_of(gold, answer), context);
    const Decision decision = work.exhausted() ? math::undecided(math::Failure::work) : compared;
    result.equal = decision.yes();
    result.decided = decision.truth != Truth::unknown;
    result.rule = decision.rule;
  }
  result.work = work.spent();
  result.gold_canonical = canonical_of(gold, result.work);
  result.canonical = canonical_of(answer, result.work);
  return result;
}

}  // namespace assay
