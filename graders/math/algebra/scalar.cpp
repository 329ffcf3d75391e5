#include "graders/math/algebra/scalar.hpp"

#include <algorithm>

#include "graders/math/algebra/form_text.hpp"
#include "graders/math/algebra/zero_test.hpp"

namespace assay::math {

namespace {

/// Both sides in one form.
struct Pair {
  Pair(const Expression& gold_tree, const Expression& answer_tree, Work& work,
       const FunctionForm& form)
      : algebra(work), gold_reader(algebra, form), answer_reader(algebra, form) {
    work.spend(20);  // for what is set up
    gold = gold_reader.of(gold_tree);
    gold_failure = algebra.failure();
    algebra.forget_failure();
    answer = answer_reader.of(answer_tree);
    answer_failure = algebra.failure();
    algebra.forget_failure();
    if (gold_failure == Failure::none && answer_failure == Failure::none) {
      difference = algebra.subtract(gold, answer).top;
    }
  }

  [[nodiscard]] bool usable() const {
    return gold_failure == Failure::none && answer_failure == Failure::none && algebra.ok();
  }

  Algebra algebra;
  Normaliser gold_reader;
  Normaliser answer_reader;
  Fraction gold;
  Fraction answer;
  Polynomial difference;
  Failure gold_failure = Failure::none;
  Failure answer_failure = Failure::none;
};

/// Variables and numbers only: a sum that is not empty is then not zero.
bool independent(const Algebra& algebra, const Polynomial& form) {
  return std::all_of(form.begin(), form.end(), [&](const Term& term) {
    return std::all_of(term.monomial.begin(), term.monomial.end(), [&](const Factor& factor) {
      return algebra.at(factor.atom).kind == AtomKind::symbol && factor.exponent.is_integer();
    });
  });
}

const char* exact_rule(const Pair& pair) {
  if (is_rational(pair.gold) && is_rational(pair.answer)) {
    return "equal: the same rational number";
  }
  return pair.algebra.is_constant(pair.gold) ? "equal: exact forms of numbers"
                                             : "equal: exact forms";
}

bool defined(Pair& pair, const Polynomial& bottom) {
  return bottom.size() == 1 || !pair.algebra.is_constant(bottom) ||
         surely_not_zero(pair.algebra, bottom);
}

Decision exactly(Pair& pair) {
  if (pair.gold_failure == Failure::undefined || pair.answer_failure == Failure::undefined) {
    return {Truth::no, pair.gold_failure == Failure::undefined ? "the reference is undefined"
                                                               : "the answer is undefined"};
  }
  if (!pair.usable()) {
    return undecided(pair.gold_failure != Failure::none     ? pair.gold_failure
                     : pair.answer_failure != Failure::none ? pair.answer_failure
                                                            : pair.algebra.failure());
  }
  if (!pair.difference.empty()) {
    return independent(pair.algebra, pair.difference)
               ? Decision{Truth::no, "different: exact forms"}
               : Decision{Truth::unknown, ""};
  }
  if (!defined(pair, pair.gold.bottom) || !defined(pair, pair.answer.bottom)) {
    return {Truth::unknown, "undecided: a denominator may be zero"};
  }
  return {Truth::yes, exact_rule(pair)};
}

/// None beside x or y: z is then a coordinate.
std::set<std::string> complex_symbols(const Pair& pair) {
  std::set<std::string> names;
  for (const Normaliser* reader : {&pair.gold_reader, &pair.answer_reader}) {
    if (reader->symbols().count("x") != 0 || reader->symbols().count("y") != 0) {
      return {};
    }
    names.insert(reader->complex().begin(), reader->complex().end());
  }
  return names;
}

Decision by_balls(Pair& pair) {
  if (pair.algebra.is_constant(pair.difference)) {
    Decision decision = constant_is_zero(pair.algebra, pair.difference);
    if (decision.yes() &&
        (!defined(pair, pair.gold.bottom) || !defined(pair, pair.answer.bottom))) {
      return {Truth::unknown, "undecided: a denominator may be zero"};
    }
    return decision;
  }
  Sides sides{pair.gold, pair.answer, pair.difference, false, pair.gold_reader.integers(), {}};
  sides.integers.insert(pair.answer_reader.integers().begin(), pair.answer_reader.integers().end());
  sides.complex_symbols = complex_symbols(pair);
  sides.complex =
      pair.gold_reader.has_i() || pair.answer_reader.has_i() || !sides.complex_symbols.empty();
  return zero_at_points(pair.algebra, sides);
}

Decision compare_in(const FunctionForm& form, const Expression& gold, const Expression& answer,
                    Work& work, bool& one_bare_log) {
  Pair pair(gold, answer, work, form);
  one_bare_log = pair.gold_reader.has_bare_log() != pair.answer_reader.has_bare_log();
  Decision decision = exactly(pair);
  if (decision.truth != Truth::unknown || !decision.rule.empty()) {
    return decision;
  }
  decision = by_balls(pair);
  const bool trigonometric =
      pair.gold_reader.has_trigonometry() || pair.answer_reader.has_trigonometry();
  if (decision.truth == Truth::no || !trigonometric || work.exhausted()) {
    return decision;
  }
  FunctionForm exponentials = form;
  exponentials.exponentials = true;
  Pair again(gold, answer, work, exponentials);
  const Decision proof = exactly(again);
  return proof.yes() ? Decision{Truth::yes, "equal: exact forms of exponentials"} : decision;
}

}  // namespace

Decision undecided(Failure failure) {
  switch (failure) {
    case Failure::work:
      return {Truth::unknown, "undecided: over the work limit"};
    case Failure::too_large:
      return {Truth::unknown, "undecided: too large"};
    case Failure::undefined:
      return {Truth::no, "undefined"};
    default:
      return {Truth::unknown, "undecided: not known how to compute it"};
  }
}

Decision compare_scalars(const Expression& gold, const Expression& answer, Work& work) {
  bool one_bare_log = false;
  Decision decision = compare_in({}, gold, answer, work, one_bare_log);
  if (decision.yes() || !one_bare_log || work.exhausted()) {
    return decision;
  }
  const Decision decimal = compare_in({false, true}, gold, answer, work, one_bare_log);
  return decimal.yes() ? decimal : decision;
}

std::optional<int> sign_of(const Expression& constant, Work& work) {
  work.spend(10);
  Algebra algebra(work);
  Normaliser reader(algebra, {});
  const Fraction value = reader.of(constant);
  if (!algebra.ok() || !algebra.is_constant(value)) {
    return std::nullopt;
  }
  const int sign = sign_of(algebra, value);
  if (sign != 0 || value.top.empty()) {
    return sign;
  }
  return std::nullopt;
}

std::string canonical_scalar(const Expression& expression, Work& work) {
  Algebra algebra(work);
  Normaliser reader(algebra, {});
  const Fraction value = reader.of(expression);
  return algebra.ok() ? to_text(algebra, value) : "";
}

}  // namespace assay::math
