#include "graders/math/rules/rounding.hpp"

#include <algorithm>
#include <cmath>

#include "graders/math/algebra/ball.hpp"
#include "graders/math/algebra/normal_form.hpp"

namespace assay::math {

namespace {

constexpr std::size_t fewest_digits = 4;

struct Decimal {
  Rational value;
  Rational unit;  ///< of the last digit
};

/// A literal with a point, its sign, or times a power of ten.
std::optional<Decimal> decimal(const Expression& e) {
  if (e.kind == Kind::negative && e.args.size() == 1) {
    auto inner = decimal(e.args.front());
    if (inner) {
      inner->value = -inner->value;
    }
    return inner;
  }
  if (e.kind == Kind::product && e.args.size() == 2 && e.args[1].kind == Kind::power) {
    const Expression& power = e.args[1];
    auto inner = decimal(e.args[0]);
    const bool ten = power.args.size() == 2 && power.args[0].text == "10";
    const bool negative = ten && power.args[1].kind == Kind::negative;
    const auto exponent =
        ten ? read_number(negative ? power.args[1].args.front().text : power.args[1].text)
            : std::nullopt;
    if (!inner || !exponent || !exponent->is_small_integer() || exponent->small() > 300) {
      return std::nullopt;
    }
    Rational scale;
    fmpq_pow_si(scale.get(), Rational(10).get(), negative ? -exponent->small() : exponent->small());
    return Decimal{inner->value * scale, inner->unit * scale};
  }
  const std::size_t point = e.text.find('.');
  const bool literal =
      e.kind == Kind::number && point != std::string::npos && e.text.find('(') == std::string::npos;
  const std::size_t first = e.text.find_first_of("123456789");
  if (!literal || first == std::string::npos || e.text.size() > 1'000) {
    return std::nullopt;
  }
  const std::size_t digits = e.text.size() - first - (first < point ? 1 : 0);
  const auto value = read_number(e.text);
  if (digits < fewest_digits || !value) {
    return std::nullopt;
  }
  Rational unit;
  fmpq_pow_si(unit.get(), Rational(10).get(),
              -static_cast<std::int64_t>(e.text.size() - point - 1));
  return Decimal{*value, unit};
}

/// Whether a rational has a decimal that ends.
bool terminates(const Rational& value) {
  Integer rest;
  fmpz_set(rest.get(), value.denominator());
  fmpz_remove(rest.get(), rest.get(), Integer(2).get());
  fmpz_remove(rest.get(), rest.get(), Integer(5).get());
  return fmpz_is_one(rest.get()) != 0;
}

/// The sign of a + b * c for a real constant a; 0 if it is not known.
int sign_of_sum(Algebra& algebra, const Fraction& a, const Rational& b) {
  return sign_of(algebra, algebra.add(a, algebra.number(b)));
}

}  // namespace

bool is_rounded(const Expression& gold, const Expression& answer, Work& work) {
  const auto written = decimal(answer);
  if (!written) {
    return false;
  }
  Algebra algebra(work);
  const Fraction value = Normaliser(algebra, {}).of(gold);
  if (!algebra.ok() || !algebra.is_constant(value) ||
      (is_rational(value) && terminates(rational_value(value)))) {
    return false;
  }
  // Rounded: within half a unit. Cut: nearer to zero by less than one.
  const Rational half = written->unit * Rational(1, 2);
  const bool below = sign_of_sum(algebra, value, half - written->value) >= 0;
  const bool above = sign_of_sum(algebra, value, -half - written->value) <= 0;
  const int sign = written->value.sign();
  const Rational outward = sign < 0 ? -written->unit : written->unit;
  const int from = sign_of_sum(algebra, value, -written->value);
  const int to = sign_of_sum(algebra, value, -(written->value + outward));
  return algebra.ok() && ((below && above && from != 0) || (from == sign && to == -sign));
}

bool is_within(const Expression& gold, const Expression& answer, const Tolerance& tolerance,
               Work& work) {
  Algebra algebra(work);
  const Fraction left = Normaliser(algebra, {}).of(gold);
  const Fraction right = Normaliser(algebra, {}).of(answer);
  if (!algebra.ok() || !algebra.is_constant(left) || !algebra.is_constant(right)) {
    return false;
  }
  const Point nowhere;
  constexpr std::int64_t precision = 256;
  Evaluator evaluator(algebra, precision, nowhere);
  Ball reference = evaluator.value(left);
  Ball distance = evaluator.value(right);
  acb_sub(distance.get(), distance.get(), reference.get(), precision);
  if (!distance.finite() || !reference.finite()) {
    return false;
  }
  arb_t allowed;
  arb_t absolute;
  arb_t size;
  arb_init(allowed);
  arb_init(absolute);
  arb_init(size);
  acb_abs(allowed, reference.get(), precision);
  arb_set_d(absolute, tolerance.relative);
  arb_mul(allowed, allowed, absolute, precision);
  arb_set_d(absolute, tolerance.absolute);
  arb_max(allowed, allowed, absolute, precision);
  acb_abs(size, distance.get(), precision);
  const bool within = arb_le(size, allowed) != 0;
  arb_clear(allowed);
  arb_clear(absolute);
  arb_clear(size);
  return within && algebra.ok();
}

}  // namespace assay::math
