#include "graders/math/algebra/power.hpp"

#include <flint/ulong_extras.h>

#include <algorithm>

#include "graders/math/algebra/ball.hpp"
#include "graders/math/algebra/form_text.hpp"

namespace assay::math {

namespace {

void strip_prime(Integer& n, const Integer& prime, std::vector<PrimePower>& found) {
  Integer rest;
  const auto times = static_cast<std::int64_t>(fmpz_remove(rest.get(), n.get(), prime.get()));
  if (times > 0) {
    n = std::move(rest);
    found.push_back({prime, times});
  }
}

/// value^exponent of a positive value, as a product of prime powers.
Fraction positive_power(Algebra& algebra, const Rational& value, const Rational& exponent) {
  if (value.is_one()) {
    return algebra.number(1);
  }
  const bool small = exponent.is_small_integer() && exponent.bits() < 20 &&
                     std::abs(exponent.small()) * value.bits() <= most_power_bits;
  if (small) {
    Rational result;
    fmpq_pow_si(result.get(), value.get(), exponent.small());
    algebra.work().spend(product_cost(result.bits(), false));
    return algebra.number(result);
  }
  Fraction result = algebra.number(1);
  Integer part;
  fmpz_set(part.get(), value.numerator());
  for (const PrimePower& each : factored(algebra, part)) {
    result = algebra.multiply(result, algebra.factor(prime_atom(algebra, each.prime),
                                                     exponent * Rational(each.exponent)));
  }
  fmpz_set(part.get(), value.denominator());
  for (const PrimePower& each : factored(algebra, part)) {
    result = algebra.multiply(result, algebra.factor(prime_atom(algebra, each.prime),
                                                     exponent * Rational(-each.exponent)));
  }
  return result;
}

/// (-1)^(a/b): real for odd b.
Fraction sign_power(Algebra& algebra, const Rational& exponent) {
  if (fmpz_is_odd(exponent.denominator()) != 0) {
    return algebra.number(fmpz_is_odd(exponent.numerator()) != 0 ? -1 : 1);
  }
  return algebra.minus_one_to(exponent);
}

Fraction rational_power(Algebra& algebra, const Rational& value, const Rational& exponent) {
  if (value.is_zero()) {
    return exponent.sign() > 0 ? algebra.zero() : algebra.fail(Failure::undefined);
  }
  if (value.sign() > 0) {
    return positive_power(algebra, value, exponent);
  }
  return algebra.multiply(sign_power(algebra, exponent), positive_power(algebra, -value, exponent));
}

/// Whether (c * monomial)^q is c^q * monomial^q for c > 0: known positives, and at most one symbol
/// that stands plainly.
bool distributes(const Algebra& algebra, const Monomial& monomial) {
  int symbols = 0;
  for (const Factor& factor : monomial) {
    const Atom& atom = algebra.at(factor.atom);
    const bool plain = atom.kind == AtomKind::symbol && factor.exponent.is_one();
    symbols += plain ? 1 : 0;
    if (!plain && !atom.positive) {
      return false;
    }
  }
  return symbols <= 1;
}

/// sqrt(a + b sqrt(c)) as sqrt(x) + sqrt(y) where a^2 - b^2 c is a square.
bool denest(Algebra& algebra, const Polynomial& base, Fraction& result) {
  if (base.size() != 2 || !base.front().monomial.empty() || base.back().monomial.empty()) {
    return false;
  }
  const Polynomial root = {base.back()};
  const Polynomial square = algebra.multiply(root, root);
  const Rational a = base.front().coefficient;
  if (square.size() != 1 || !square.front().monomial.empty() || a.sign() <= 0) {
    return false;
  }
  algebra.work().spend(4 * product_cost(2 * (a.bits() + square.front().coefficient.bits()), true));
  Rational rest = a * a - square.front().coefficient;
  if (rest.sign() < 0 || square.front().coefficient.sign() < 0 ||
      fmpz_is_square(rest.numerator()) == 0 || fmpz_is_square(rest.denominator()) == 0) {
    return false;
  }
  fmpz_sqrt(fmpq_numref(rest.get()), rest.numerator());
  fmpz_sqrt(fmpq_denref(rest.get()), rest.denominator());
  const Rational half(1, 2);
  const Fraction x = rational_power(algebra, (a + rest) * half, half);
  const Fraction y = a == rest ? algebra.zero() : rational_power(algebra, (a - rest) * half, half);
  const bool negative = base.back().coefficient.sign() < 0;
  result = negative ? algebra.subtract(x, y) : algebra.add(x, y);
  return true;
}

Fraction root_atom(Algebra& algebra, const Fraction& base, const Rational& exponent) {
  Atom atom;
  atom.kind = AtomKind::root;
  atom.name = to_text(algebra, base);
  atom.constant = algebra.is_constant(base);
  atom.positive = atom.constant && sign_of(algebra, base) > 0;
  atom.args = {base};
  return algebra.factor(algebra.atom(std::move(atom)), exponent);
}

/// Of a sum, or of a product whose sign is not known.
Fraction sum_power(Algebra& algebra, Fraction base, const Rational& exponent) {
  const Rational outside = content(base.top) * content(base.bottom).inverse();
  if (!outside.is_one()) {
    base = algebra.multiply(base, algebra.number(outside.inverse()));
  }
  Fraction front = positive_power(algebra, outside, exponent);
  if (algebra.is_constant(base) && sign_of(algebra, base) < 0) {
    front = algebra.multiply(front, sign_power(algebra, exponent));
    base = algebra.negate(base);
  }
  Fraction result;
  if (exponent == Rational(1, 2) && base.bottom.size() == 1 && denest(algebra, base.top, result)) {
    return algebra.multiply(front, result);
  }
  return algebra.multiply(front, root_atom(algebra, base, exponent));
}

Fraction fractional_power(Algebra& algebra, const Fraction& base, const Rational& exponent) {
  if (base.top.size() == 1 && base.bottom.size() == 1 &&
      distributes(algebra, base.top.front().monomial)) {
    Term term = base.top.front();
    const Rational c = term.coefficient;
    const bool constant = algebra.is_constant(base.top);
    if (c.sign() > 0 || constant) {
      term.coefficient = 1;
      for (Factor& factor : term.monomial) {
        factor.exponent *= exponent;
      }
      return algebra.multiply(rational_power(algebra, c, exponent),
                              algebra.from_term(std::move(term)));
    }
  }
  return sum_power(algebra, base, exponent);
}

int find_function(const Algebra& algebra, const Monomial& monomial, const std::string& name) {
  for (std::size_t i = 0; i < monomial.size(); ++i) {
    if (algebra.at(monomial[i].atom).name == name) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

/// exp(c * m) where that is known: i pi turns, and logarithms vanish.
bool known_exponential(Algebra& algebra, const Monomial& m, const Rational& c, Fraction& result) {
  if (m.size() == 1 && m.front().exponent.is_one()) {
    const Atom atom = algebra.at(m.front().atom);
    if (atom.head == "ln") {
      result = power(algebra, atom.args.front(), algebra.number(c));
      return true;
    }
  }
  if (m.size() == 2) {
    int found = 0;
    for (const Factor& factor : m) {
      const Atom& atom = algebra.at(factor.atom);
      found += atom.kind == AtomKind::minus_one && factor.exponent == Rational(1, 2) ? 1 : 0;
      found += atom.name == "pi" && factor.exponent.is_one() ? 1 : 0;
    }
    if (found == 2) {
      result = algebra.minus_one_to(c);
      return true;
    }
  }
  return false;
}

/// base^(c * m), `base` an atom's power or anything that is kept whole.
Fraction power_atom(Algebra& algebra, const Fraction& base, Fraction m, const Rational& c,
                    bool positive) {
  std::string name = to_text(algebra, base);
  if (name == "e" && m.bottom.size() == 1 && m.top.size() == 1) {
    Fraction known;
    if (known_exponential(algebra, m.top.front().monomial, c, known)) {
      return known;
    }
  }
  if (positive && name != "e" && m.top.size() == 1) {
    const Monomial& monomial = m.top.front().monomial;
    const int at = find_function(algebra, monomial, "ln(" + name + ")");
    if (at >= 0) {  // p^(x / ln p) is e^x
      const int log = monomial[static_cast<std::size_t>(at)].atom;
      return power(algebra, algebra.named_constant("e"),
                   algebra.multiply(algebra.multiply(m, algebra.factor(log)), algebra.number(c)));
    }
  }
  Atom atom;
  atom.kind = AtomKind::power;
  atom.name = "(" + name + ")^(" + to_text(algebra, m) + ")";
  atom.constant = algebra.is_constant(base) && algebra.is_constant(m);
  atom.positive = positive && atom.constant && real_by_form(algebra, m);
  atom.args = {base, std::move(m)};
  return algebra.factor(algebra.atom(std::move(atom)), c);
}

/// base^(c * m) for a product base: each factor on its own where that is allowed.
Fraction spread(Algebra& algebra, const Fraction& base, const Fraction& m, const Rational& c) {
  const bool single = base.top.size() == 1 && base.bottom.size() == 1;
  const bool positives =
      single && std::all_of(base.top.front().monomial.begin(), base.top.front().monomial.end(),
                            [&](const Factor& f) { return algebra.at(f.atom).positive; });
  if (!positives) {
    return power_atom(algebra, base, m, c, false);
  }
  const Term& term = base.top.front();
  const Rational size = term.coefficient.sign() < 0 ? -term.coefficient : term.coefficient;
  Fraction result = algebra.number(1);
  if (term.coefficient.sign() < 0) {
    result = power_atom(algebra, algebra.number(-1), m, c, false);
  }
  const auto primes = [&](const fmpz* part, int sign) {
    Integer n;
    fmpz_set(n.get(), part);
    for (const PrimePower& each : factored(algebra, n)) {
      const Fraction prime = algebra.number(Rational(each.prime));
      result = algebra.multiply(
          result, power_atom(algebra, prime, m, c * Rational(sign * each.exponent), true));
    }
  };
  primes(size.numerator(), 1);
  primes(size.denominator(), -1);
  for (const Factor& factor : term.monomial) {
    const Atom& atom = algebra.at(factor.atom);
    const bool prime = atom.kind == AtomKind::prime;
    const Fraction one = prime ? algebra.number(Rational(atom.prime)) : algebra.factor(factor.atom);
    result = algebra.multiply(result, power_atom(algebra, one, m, c * factor.exponent, true));
  }
  return result;
}

Fraction general_power(Algebra& algebra, const Fraction& base, const Fraction& exponent) {
  if (base.top.empty()) {
    const bool vanishes = algebra.is_constant(exponent) && sign_of(algebra, exponent) > 0;
    return vanishes ? algebra.zero() : algebra.fail(Failure::undefined);
  }
  if (is_rational(base) && rational_value(base).is_one()) {
    return algebra.number(1);
  }
  const bool sum = exponent.bottom.size() == 1;
  if (!sum) {
    return spread(algebra, base, exponent, 1);
  }
  Fraction result = algebra.number(1);
  for (const Term& term : exponent.top) {
    if (!algebra.ok()) {
      return algebra.zero();
    }
    const Fraction m{{Term{term.monomial, 1}}, {Term{{}, 1}}};
    result = algebra.multiply(result, term.monomial.empty()
                                          ? power(algebra, base, algebra.number(term.coefficient))
                                          : spread(algebra, base, m, term.coefficient));
  }
  return result;
}

}  // namespace

std::vector<PrimePower> factored(Algebra& algebra, const Integer& n) {
  std::vector<PrimePower> found;
  Integer rest = n;
  algebra.work().spend(20 + n.bits() / 4);
  if (rest.bits() > 63) {
    for (std::int64_t prime = 2; prime < 212; ++prime) {
      if (n_is_prime(static_cast<mp_limb_t>(prime)) != 0) {
        strip_prime(rest, prime, found);
      }
    }
  }
  if (rest.bits() > 63) {
    found.push_back({rest, 1});
  } else if (rest.small() > 1) {
    algebra.work().spend(rest.bits() > 40 ? 10'000 : 300);
    n_factor_t factors;
    n_factor_init(&factors);
    n_factor(&factors, static_cast<mp_limb_t>(rest.small()), 1);
    for (int i = 0; i < factors.num; ++i) {
      found.push_back({static_cast<std::int64_t>(factors.p[i]), factors.exp[i]});
    }
  }
  return found;
}

int prime_atom(Algebra& algebra, const Integer& n) {
  Atom atom;
  atom.kind = AtomKind::prime;
  atom.name = Rational(n).text();
  atom.prime = n;
  atom.constant = atom.positive = true;
  return algebra.atom(std::move(atom));
}

Fraction power(Algebra& algebra, const Fraction& base, const Fraction& exponent) {
  if (!algebra.ok() || !algebra.work().spend(5)) {
    return algebra.fail(Failure::work);
  }
  if (!is_rational(exponent)) {
    return general_power(algebra, base, exponent);
  }
  const Rational q = rational_value(exponent);
  if (is_rational(base)) {
    return q.is_zero() && base.top.empty() ? algebra.fail(Failure::undefined)
                                           : rational_power(algebra, rational_value(base), q);
  }
  if (!q.is_integer()) {
    return fractional_power(algebra, base, q);
  }
  if (base.top.size() != 1 || base.bottom.size() != 1) {
    return algebra.integer_power(base, q.floor());
  }
  Term term = base.top.front();
  const Fraction size = rational_power(algebra, term.coefficient, q);
  term.coefficient = 1;
  for (Factor& factor : term.monomial) {
    factor.exponent *= q;
  }
  return algebra.multiply(size, algebra.from_term(std::move(term)));
}

}  // namespace assay::math
