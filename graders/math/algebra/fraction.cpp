// Fractions of polynomials: the part of Algebra that divides and takes powers.
#include <algorithm>
#include <cmath>

#include "graders/math/algebra/form_text.hpp"
#include "graders/math/algebra/polynomial.hpp"

namespace assay::math {

namespace {

Polynomial one() { return {Term{{}, 1}}; }

/// sin^2 and higher, which become cosines.
bool squares_away(const Atom& atom, const Rational& exponent) {
  return atom.head == "sin" && exponent.is_integer() && !(exponent < Rational(2));
}

/// Whether (t terms)^k is small enough to be multiplied out: it has C(k + t - 1, k) terms.
bool expands(std::size_t terms, const Integer& k) {
  double count = 1;
  const double n = std::abs(fmpz_get_d(k.get()));
  for (std::size_t i = 1; i < terms && count < 1e9; ++i) {
    count *= (n + static_cast<double>(i)) / static_cast<double>(i);
  }
  return count <= 600;
}

bool expands(const Fraction& base, const Integer& k) {
  return expands(base.top.size(), k) && expands(base.bottom.size(), k);
}

bool whole_part_expands(const Atom& atom, const Rational& exponent) {
  const Integer whole = exponent.floor();
  return whole.sign() != 0 && expands(atom.args.front(), whole);
}

bool is_half(const Rational& value) { return value == Rational(1, 2); }

}  // namespace

bool Algebra::in_range(const Polynomial& a) const {
  return std::all_of(a.begin(), a.end(), [&](const Term& term) {
    return std::all_of(term.monomial.begin(), term.monomial.end(), [&](const Factor& factor) {
      const Atom& atom = at(factor.atom);
      if (atom.kind == AtomKind::root) {
        return !whole_part_expands(atom, factor.exponent);
      }
      return !squares_away(atom, factor.exponent);
    });
  });
}

/// B^(7/2) is B^3 * B^(1/2), and sin^2 is 1 - cos^2.
Fraction Algebra::expand_term(Term term) {
  Fraction result{one(), one()};
  for (Factor& factor : term.monomial) {
    const Atom atom = at(factor.atom);
    if (atom.kind == AtomKind::root && whole_part_expands(atom, factor.exponent)) {
      const Integer whole = factor.exponent.floor();
      factor.exponent = factor.exponent - Rational(whole);
      result = multiply(result, integer_power(atom.args.front(), whole));
    } else if (squares_away(atom, factor.exponent)) {
      Atom cosine = atom;
      cosine.head = "cos";
      cosine.name.replace(0, 3, "cos");
      const Fraction square =
          subtract(number(1), this->factor(this->atom(std::move(cosine)), Rational(2)));
      Integer half;
      fmpz_fdiv_q_2exp(half.get(), factor.exponent.numerator(), 1);
      factor.exponent = factor.exponent - Rational(half) * 2;
      result = multiply(result, integer_power(square, half));
    }
  }
  settle(term);
  return multiply(result, {{std::move(term)}, one()});
}

Fraction Algebra::expand_powers(const Polynomial& a) {
  Fraction sum = zero();
  for (const Term& term : a) {
    sum = add(sum, in_range({term}) ? Fraction{{term}, one()} : expand_term(term));
  }
  return sum;
}

Fraction Algebra::settle(Fraction fraction) {
  const auto terms = static_cast<std::int64_t>(fraction.top.size() + fraction.bottom.size());
  if (!ok() || !work_->spend(2 + terms)) {
    return fail(Failure::work);
  }
  if (fraction.top.empty()) {
    return zero();
  }
  if (fraction.bottom.size() == 1 &&
      !(fraction.bottom.front().monomial.empty() && fraction.bottom.front().coefficient.is_one())) {
    Term under = std::move(fraction.bottom.front());
    under.coefficient = under.coefficient.inverse();
    for (Factor& factor : under.monomial) {
      factor.exponent = -factor.exponent;
    }
    settle(under);
    fraction = {multiply(fraction.top, {under}), one()};
  }
  if (in_range(fraction.top) && in_range(fraction.bottom)) {
    return fraction;
  }
  const Fraction top = expand_powers(fraction.top);
  const Fraction bottom = expand_powers(fraction.bottom);
  return multiply(top, Fraction{bottom.bottom, bottom.top});
}

Fraction Algebra::from_term(Term term) {
  settle(term);
  return settle(Fraction{{std::move(term)}, one()});
}

Fraction Algebra::add(const Fraction& a, const Fraction& b) {
  if (same(a.bottom, b.bottom)) {
    return settle({add(a.top, b.top), a.bottom});
  }
  return settle(
      {add(multiply(a.top, b.bottom), multiply(b.top, a.bottom)), multiply(a.bottom, b.bottom)});
}

Fraction Algebra::negate(Fraction a) {
  for (Term& term : a.top) {
    term.coefficient = -term.coefficient;
  }
  return a;
}

Fraction Algebra::multiply(const Fraction& a, const Fraction& b) {
  if (same(a.top, b.bottom)) {
    return settle({b.top, a.bottom});
  }
  if (same(b.top, a.bottom)) {
    return settle({a.top, b.bottom});
  }
  return settle({multiply(a.top, b.top), multiply(a.bottom, b.bottom)});
}

Fraction Algebra::inverse(const Fraction& a) {
  if (a.top.empty()) {
    return fail(Failure::undefined);
  }
  return rationalise(settle({a.bottom, a.top}));
}

/// Square roots of numbers leave the denominator: 1/(sqrt(2) - 1) is sqrt(2) + 1.
Fraction Algebra::rationalise(Fraction a) {
  for (int round = 0; round < 5 && a.bottom.size() > 1 && a.bottom.size() <= 8 && ok(); ++round) {
    int root = -1;
    for (const Term& term : a.bottom) {
      for (const Factor& factor : term.monomial) {
        const AtomKind kind = at(factor.atom).kind;
        if ((kind != AtomKind::prime && kind != AtomKind::minus_one) || !is_half(factor.exponent)) {
          return a;
        }
        root = factor.atom;
      }
    }
    Polynomial conjugate = a.bottom;
    for (Term& term : conjugate) {
      for (const Factor& factor : term.monomial) {
        if (factor.atom == root) {
          term.coefficient = -term.coefficient;
        }
      }
    }
    Polynomial bottom = multiply(a.bottom, conjugate);
    if (bottom.empty()) {
      return ok() ? fail(Failure::undefined) : zero();
    }
    a = settle({multiply(a.top, conjugate), std::move(bottom)});
  }
  return a;
}

/// A power too large to be multiplied out, as an atom.
Fraction Algebra::whole(const Fraction& base, const Integer& exponent) {
  const auto part = [&](const Polynomial& sum) {
    Atom atom;
    atom.kind = AtomKind::root;
    atom.args = {Fraction{sum, one()}};
    atom.name = to_text(*this, sum);
    atom.constant = is_constant(sum);
    return Term{{Factor{this->atom(std::move(atom)), Rational(exponent)}}, 1};
  };
  return settle({{part(base.top)}, {part(base.bottom)}});
}

Fraction Algebra::integer_power(const Fraction& base, const Integer& exponent) {
  if (exponent.sign() < 0) {
    Integer positive;
    fmpz_neg(positive.get(), exponent.get());
    return integer_power(inverse(base), positive);
  }
  if (exponent.sign() == 0) {
    return base.top.empty() ? fail(Failure::undefined) : number(1);
  }
  if (base.top.empty() || exponent == Integer(1)) {
    return base;
  }
  const bool single = base.top.size() == 1 && base.bottom.size() == 1;
  if (!exponent.is_small() || exponent.small() > most_power_bits) {
    return single ? fail(Failure::too_large) : whole(base, exponent);
  }
  if (single) {
    const Term& term = base.top.front();
    if (term.coefficient.bits() * exponent.small() > 2 * most_power_bits &&
        term.coefficient.bits() > 1) {
      return fail(Failure::too_large);
    }
    Term result{term.monomial, power_of(term.coefficient, exponent.small())};
    for (Factor& factor : result.monomial) {
      factor.exponent *= Rational(exponent);
    }
    work_->spend(product_cost(result.coefficient.bits(), false));
    return from_term(std::move(result));
  }
  if (!expands(base, exponent)) {
    return whole(base, exponent);
  }
  Fraction result = number(1);
  Fraction square = base;
  for (std::int64_t n = exponent.small(); n > 0 && ok(); n /= 2) {
    if (n % 2 == 1) {
      result = multiply(result, square);
    }
    if (n > 1) {
      square = multiply(square, square);
    }
  }
  return result;
}

}  // namespace assay::math
