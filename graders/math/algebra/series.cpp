// Finite sums and products: the part of Normaliser that reads \sum and \prod.
#include <utility>

#include "graders/math/algebra/call.hpp"
#include "graders/math/algebra/normal_form.hpp"

namespace assay::math {

namespace {

constexpr std::int64_t most_series_terms = 20'000;

const std::string& index_of(const Expression& series) { return series.args[1].args[0].text; }

/// body, index = lower limit, upper limit
bool has_limits(const Expression& series) {
  if (series.args.size() != 3) {
    return false;
  }
  const Expression& lower = series.args[1];
  return lower.kind == Kind::relation && lower.text == "=" && lower.args.size() == 2 &&
         (lower.args[0].kind == Kind::symbol || lower.args[0].text == "i");
}

bool is_small_integer(const Fraction& limit) {
  return is_rational(limit) && rational_value(limit).is_small_integer();
}

}  // namespace

/// The terms from low to high, in halves, so that large numbers meet large numbers.
Fraction Normaliser::between(const Expression& series, std::int64_t low, std::int64_t high) {
  const bool is_sum = series.text == "sum";
  if (!algebra_->ok() || high < low) {
    return is_sum ? Algebra::zero() : algebra_->number(1);
  }
  if (low == high) {
    indices_[index_of(series)] = algebra_->number(low);
    return of(series.args[0]);
  }
  const std::int64_t middle = low + (high - low) / 2;
  const Fraction left = between(series, low, middle);
  const Fraction right = between(series, middle + 1, high);
  return is_sum ? algebra_->add(left, right) : algebra_->multiply(left, right);
}

/// Between integers the value; between other limits an atom, whose index has a name of its own.
Fraction Normaliser::of_series(const Expression& expression) {
  if (!has_limits(expression)) {
    return algebra_->fail(Failure::unknown);
  }
  const Fraction low = of(expression.args[1].args[1]);
  const Fraction high = of(expression.args[2]);
  if (!algebra_->ok()) {
    return Algebra::zero();
  }
  const std::string& index = index_of(expression);
  const auto outer = indices_.find(index);
  const std::optional<Fraction> before =
      outer == indices_.end() ? std::nullopt : std::optional(outer->second);
  Fraction result;
  if (is_small_integer(low) && is_small_integer(high)) {
    const std::int64_t first = rational_value(low).small();
    const std::int64_t last = rational_value(high).small();
    result = last > first && last - first >= most_series_terms ? algebra_->fail(Failure::too_large)
                                                               : between(expression, first, last);
  } else {
    indices_[index] = algebra_->symbol("index " + std::to_string(indices_.size()));
    result = function_atom(*algebra_, "?", {of(expression.args[0]), low, high}, expression.text);
  }
  indices_.erase(index);
  if (before) {
    indices_[index] = *before;
  }
  return result;
}

}  // namespace assay::math
