#include "graders/math/algebra/ball.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace assay::math {

namespace {

std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

std::uint64_t hash_of(const std::string& text) {
  std::uint64_t hash = 1469598103934665603U;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  }
  return hash;
}

bool is_negative(const Ball& ball) { return ball.is_real() && arb_is_negative(ball.real()) != 0; }

Ball from_rational(const Rational& value, std::int64_t precision) {
  Ball result;
  acb_set_fmpq(result.get(), value.get(), precision);
  return result;
}

Ball not_known() {
  Ball result;
  acb_indeterminate(result.get());
  return result;
}

}  // namespace

Rational Point::value(const std::string& symbol) const {
  const std::uint64_t random = mix(hash_of(symbol) ^ mix(seed));
  if (integers.count(symbol) != 0) {
    return Rational(static_cast<std::int64_t>(1 + random % 12));
  }
  const auto size = static_cast<std::int64_t>(20 + random / 2 % 2'971);
  // The first points are of known signs and sizes: |x - 5| is 5 - x at all small points.
  struct Kind {
    std::int64_t divisor;
    int sign;  // 0: by chance
  };
  constexpr Kind kinds[] = {{997, 1}, {61, -1}, {997, 0}, {1, 1}, {1, -1}, {61, 1}};
  const Kind kind = seed < std::size(kinds) ? kinds[seed] : Kind{997, 0};
  const bool negative = kind.sign < 0 || (kind.sign == 0 && random % 2 == 1);
  return {negative ? -size : size, kind.divisor};
}

bool Evaluator::charge(int weight) {
  const std::int64_t words = 1 + precision_ / 64;
  if (!algebra_->work().spend(weight * (2 + words * words / 8 + words))) {
    algebra_->fail(Failure::work);
  }
  return algebra_->ok();
}

Ball Evaluator::value(const Fraction& form) {
  Ball top = value(form.top);
  const Ball bottom = value(form.bottom);
  acb_div(top.get(), top.get(), bottom.get(), precision_);
  return top;
}

Ball Evaluator::value(const Polynomial& form) {
  Ball sum;
  for (const Term& term : form) {
    const Ball one = value(term);
    acb_add(sum.get(), sum.get(), one.get(), precision_);
  }
  return sum;
}

Ball Evaluator::value(const Term& term) {
  if (!charge(1)) {
    return not_known();
  }
  Ball product = from_rational(term.coefficient, precision_);
  for (const Factor& factor : term.monomial) {
    const Ball one = factor_value(factor);
    acb_mul(product.get(), product.get(), one.get(), precision_);
  }
  return product;
}

Ball Evaluator::factor_value(const Factor& factor) {
  const Atom& atom = algebra_->at(factor.atom);
  if (!charge(1)) {
    return not_known();
  }
  if (atom.kind == AtomKind::minus_one) {
    Ball angle = from_rational(factor.exponent, precision_);
    acb_exp_pi_i(angle.get(), angle.get(), precision_);
    return angle;
  }
  if (atom.kind == AtomKind::power) {
    return power_value(atom, factor.exponent);
  }
  const AtomValue& base = base_value(factor.atom);
  left_ = left_ || base.left;
  return factor.exponent.is_one() ? base.ball : real_power(base.ball, factor.exponent);
}

const Evaluator::AtomValue& Evaluator::base_value(int index) {
  const auto found = known_.find(index);
  if (found != known_.end()) {
    return found->second;
  }
  const bool before = std::exchange(left_, false);
  const Atom& atom = algebra_->at(index);
  AtomValue result;
  switch (atom.kind) {
    case AtomKind::prime:
      acb_set_fmpz(result.ball.get(), atom.prime.get());
      break;
    case AtomKind::constant:
      if (!charge(1)) {
        result.ball = not_known();
      } else if (atom.name == "pi") {
        acb_const_pi(result.ball.get(), precision_);
      } else {
        arb_const_e(result.ball.real(), precision_);
      }
      break;
    case AtomKind::symbol:
      result.ball = from_rational(point_->value(atom.name), precision_);
      if (point_->complex.count(atom.name) != 0) {
        const Ball imaginary = from_rational(point_->value(atom.name + "'"), precision_);
        arb_set(acb_imagref(result.ball.get()), imaginary.real());
      }
      break;
    case AtomKind::root:
      result.ball = value(atom.args.front());
      break;
    default:
      result.ball = function_value(atom);
  }
  result.left = std::exchange(left_, before);
  return known_.emplace(index, std::move(result)).first->second;
}

/// base^(a/b), the real root where there is one.
Ball Evaluator::real_power(const Ball& base, const Rational& exponent) {
  if (!charge(2)) {
    return not_known();
  }
  Ball result;
  const bool odd_root = fmpz_is_odd(exponent.denominator()) != 0;
  if (is_negative(base) && odd_root) {
    acb_neg(result.get(), base.get());
    result = real_power(result, exponent);
    if (fmpz_is_odd(exponent.numerator()) != 0) {
      acb_neg(result.get(), result.get());
    }
    return result;
  }
  left_ = left_ || (is_negative(base) && !odd_root);
  if (exponent.is_small_integer() && exponent.bits() <= 24) {
    acb_pow_si(result.get(), base.get(), exponent.small(), precision_);
    return result;
  }
  if (base.is_real() && arb_contains_zero(base.real()) != 0) {
    return not_known();
  }
  if (exponent == Rational(1, 2)) {
    acb_sqrt(result.get(), base.get(), precision_);
    return result;
  }
  if (exponent.floor().bits() > 60) {
    return not_known();  // beyond all balls; its logarithm is not
  }
  if (!charge(12)) {
    return not_known();
  }
  // exp(q log b), with as many more bits as q has.
  const std::int64_t precision = precision_ + 70;
  acb_log(result.get(), base.get(), precision);
  const Ball q = from_rational(exponent, precision);
  acb_mul(result.get(), result.get(), q.get(), precision);
  acb_exp(result.get(), result.get(), precision_);
  return result;
}

Ball Evaluator::power_value(const Atom& atom, const Rational& exponent) {
  if (!charge(6)) {
    return not_known();
  }
  Ball power = value(atom.args[1]);
  const Ball factor = from_rational(exponent, precision_);
  acb_mul(power.get(), power.get(), factor.get(), precision_);
  const Fraction& base = atom.args[0];
  if (is_rational(base) && rational_value(base) == Rational(-1)) {
    acb_exp_pi_i(power.get(), power.get(), precision_);
    return power;
  }
  Ball base_ball = value(base);
  const bool whole = acb_is_int(power.get()) != 0;
  left_ = left_ || (is_negative(base_ball) && !whole);
  if (base_ball.is_real() && arb_contains_zero(base_ball.real()) != 0 && !whole) {
    return not_known();
  }
  Ball result;
  acb_pow(result.get(), base_ball.get(), power.get(), precision_);
  return result;
}

Ball Evaluator::function_value(const Atom& atom) {
  if (!charge(6)) {
    return not_known();
  }
  const std::string& head = atom.head;
  Ball result;
  Ball x = value(atom.args.front());
  const bool real = x.is_real();
  if (head == "sin") {
    acb_sin(result.get(), x.get(), precision_);
  } else if (head == "cos") {
    acb_cos(result.get(), x.get(), precision_);
  } else if (head == "ln") {
    left_ = left_ || is_negative(x);
    const bool through_zero = real && arb_contains_zero(x.real()) != 0;
    through_zero ? acb_indeterminate(result.get()) : acb_log(result.get(), x.get(), precision_);
  } else if (head == "arctan") {
    acb_atan(result.get(), x.get(), precision_);
  } else if (head == "arcsin" || head == "arccos") {
    if (real) {
      arb_t size;
      arb_init(size);
      arb_abs(size, x.real());
      arb_sub_ui(size, size, 1, precision_);
      left_ = left_ || arb_is_positive(size) != 0;
      arb_clear(size);
    }
    head == "arcsin" ? acb_asin(result.get(), x.get(), precision_)
                     : acb_acos(result.get(), x.get(), precision_);
  } else if (head == "abs") {
    acb_abs(result.real(), x.get(), precision_);
  } else if (head == "gamma") {
    // Far from zero the series of a large argument are long: those have no value here.
    if (!x.finite() || mag_cmp_2exp_si(arb_radref(x.real()), 0) > 0 ||
        arf_cmpabs_2exp_si(arb_midref(x.real()), 40) > 0 ||
        arf_cmpabs_2exp_si(arb_midref(x.imaginary()), 20) > 0) {
      return not_known();
    }
    if (!charge(60)) {
      return not_known();
    }
    acb_gamma(result.get(), x.get(), precision_);
  } else if (head == "factorial2") {
    if (!real || acb_is_int(x.get()) == 0 || arf_cmpabs_2exp_si(arb_midref(x.real()), 10) > 0 ||
        arf_cmp_si(arb_midref(x.real()), -1) < 0) {
      return not_known();
    }
    if (!charge(20)) {
      return not_known();
    }
    acb_one(result.get());
    for (slong k = arf_get_si(arb_midref(x.real()), ARF_RND_NEAR); k > 1; k -= 2) {
      acb_mul_si(result.get(), result.get(), k, precision_);
    }
  } else if (head == "floor" && real) {
    arb_floor(result.real(), x.real(), precision_);
  } else if (head == "re" || head == "im") {
    acb_set_arb(result.get(), head == "re" ? x.real() : x.imaginary());
  } else if (head == "conj") {
    acb_conj(result.get(), x.get());
  } else if ((head == "min" || head == "max") && atom.args.size() == 2) {
    const Ball y = value(atom.args[1]);
    if (!real || !y.is_real()) {
      return not_known();
    }
    head == "min" ? arb_min(result.real(), x.real(), y.real(), precision_)
                  : arb_max(result.real(), x.real(), y.real(), precision_);
  } else {
    return from_rational(Point{point_->seed, {}, {}}.value(atom.name), precision_);
  }
  return result;
}

int sign_of(Algebra& algebra, const Fraction& constant) {
  if (is_rational(constant)) {
    return rational_value(constant).sign();
  }
  const Point nowhere;
  for (std::int64_t precision = 64; precision <= 512 && algebra.ok(); precision *= 2) {
    const Ball ball = Evaluator(algebra, precision, nowhere).value(constant);
    if (ball.finite() && !ball.is_real()) {
      return 0;
    }
    if (ball.finite() && arb_contains_zero(ball.real()) == 0) {
      return arb_is_positive(ball.real()) != 0 ? 1 : -1;
    }
  }
  return 0;
}

bool real_by_form(const Algebra& algebra, const Fraction& form) {
  const auto positive = [&](const Polynomial& p) {
    return std::all_of(p.begin(), p.end(), [&](const Term& term) {
      return std::all_of(term.monomial.begin(), term.monomial.end(),
                         [&](const Factor& factor) { return algebra.at(factor.atom).positive; });
    });
  };
  return positive(form.top) && positive(form.bottom);
}

std::optional<Integer> floor_of(Algebra& algebra, const Fraction& constant) {
  if (is_rational(constant)) {
    return rational_value(constant).floor();
  }
  const Point nowhere;
  for (std::int64_t precision = 64; precision <= 4096 && algebra.ok(); precision *= 4) {
    Ball ball = Evaluator(algebra, precision, nowhere).value(constant);
    if (!ball.finite() || !ball.is_real() ||
        arf_cmpabs_2exp_si(arb_midref(ball.real()), 4096) > 0) {
      continue;
    }
    arb_floor(ball.real(), ball.real(), precision + 64);
    Integer result;
    if (arb_get_unique_fmpz(result.get(), ball.real()) != 0) {
      return result;
    }
  }
  return std::nullopt;
}

}  // namespace assay::math
