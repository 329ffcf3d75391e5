#include "graders/math/algebra/polynomial.hpp"

#include <algorithm>
#include <cmath>

#include "graders/math/algebra/form_text.hpp"

namespace assay::math {

namespace {

constexpr std::int64_t most_bits = 65'536;           // of a coefficient
constexpr std::int64_t most_power_bits = 20'000;     // of an integer power that is multiplied out
constexpr std::int64_t most_exponent_bits = 65'536;  // of an exponent
constexpr std::size_t most_terms = 1'000;
constexpr std::size_t most_factors = 64;
constexpr std::size_t most_atoms = 400;

Polynomial one() { return {Term{{}, 1}}; }

/// Sorted, equal monomials together, no zeros.
Polynomial gather(Polynomial terms) {
  std::sort(terms.begin(), terms.end(),
            [](const Term& a, const Term& b) { return compare(a.monomial, b.monomial) < 0; });
  Polynomial result;
  for (Term& term : terms) {
    if (!result.empty() && compare(result.back().monomial, term.monomial) == 0) {
      result.back().coefficient += term.coefficient;
    } else {
      if (!result.empty() && result.back().coefficient.is_zero()) {
        result.pop_back();
      }
      result.push_back(std::move(term));
    }
  }
  if (!result.empty() && result.back().coefficient.is_zero()) {
    result.pop_back();
  }
  return result;
}

Monomial merge(const Monomial& a, const Monomial& b) {
  Monomial result;
  result.reserve(a.size() + b.size());
  auto left = a.begin();
  auto right = b.begin();
  while (left != a.end() || right != b.end()) {
    if (right == b.end() || (left != a.end() && left->atom < right->atom)) {
      result.push_back(*left++);
    } else if (left == a.end() || right->atom < left->atom) {
      result.push_back(*right++);
    } else {
      Rational sum = left->exponent + right->exponent;
      if (!sum.is_zero()) {
        result.push_back({left->atom, std::move(sum)});
      }
      ++left;
      ++right;
    }
  }
  return result;
}

Rational power(const Rational& base, std::int64_t exponent) {
  Rational result;
  fmpq_pow_si(result.get(), base.get(), exponent);
  return result;
}

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

int compare(const Monomial& a, const Monomial& b) {
  const std::size_t n = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < n; ++i) {
    if (a[i].atom != b[i].atom) {
      return a[i].atom < b[i].atom ? -1 : 1;
    }
    const int order = fmpq_cmp(a[i].exponent.get(), b[i].exponent.get());
    if (order != 0) {
      return order < 0 ? -1 : 1;
    }
  }
  return a.size() == b.size() ? 0 : (a.size() < b.size() ? -1 : 1);
}

bool same(const Polynomial& a, const Polynomial& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Term& x, const Term& y) {
    return x.coefficient == y.coefficient && compare(x.monomial, y.monomial) == 0;
  });
}

bool is_rational(const Fraction& a) {
  const auto plain = [](const Polynomial& p) {
    return p.empty() || (p.size() == 1 && p.front().monomial.empty());
  };
  return plain(a.top) && plain(a.bottom);
}

Rational rational_value(const Fraction& a) {
  return a.top.empty() ? Rational()
                       : a.top.front().coefficient * a.bottom.front().coefficient.inverse();
}

int Algebra::atom(Atom atom) {
  const auto [place, is_new] = by_name_.try_emplace(atom.name, static_cast<int>(atoms_.size()));
  if (is_new) {
    if (atoms_.size() >= most_atoms) {
      fail(Failure::too_large);
      by_name_.erase(place);
      return 0;
    }
    atoms_.push_back(std::move(atom));
  }
  return place->second;
}

Fraction Algebra::number(const Rational& value) {
  return value.is_zero() ? zero() : Fraction{{Term{{}, value}}, one()};
}

Fraction Algebra::factor(int atom, const Rational& exponent) {
  return from_term({{Factor{atom, exponent}}, 1});
}

Fraction Algebra::symbol(const std::string& name) {
  Atom atom;
  atom.name = name;
  return factor(this->atom(std::move(atom)));
}

Fraction Algebra::named_constant(const std::string& name) {
  Atom atom;
  atom.kind = AtomKind::constant;
  atom.name = name;
  atom.constant = atom.positive = true;
  return factor(this->atom(std::move(atom)));
}

/// (-1)^q as cos(pi q) + i sin(pi q) where these are radicals in 2 and 3.
Fraction Algebra::minus_one_to(const Rational& exponent) {
  Atom minus_one;
  minus_one.kind = AtomKind::minus_one;
  minus_one.name = "-1";
  minus_one.constant = true;
  const int base = atom(std::move(minus_one));
  Rational q = exponent * Rational(1, 2);
  q = (q - Rational(q.floor())) * 2;  // in [0, 2)
  if (fmpz_cmp_ui(q.denominator(), 12) > 0 || 12 % fmpz_get_si(q.denominator()) != 0 ||
      fmpz_cmp_ui(q.denominator(), 2) <= 0) {
    return factor(base, q);
  }
  const auto root = [&](std::int64_t n) {
    Atom prime;
    prime.kind = AtomKind::prime;
    prime.name = std::to_string(n);
    prime.prime = n;
    prime.constant = prime.positive = true;
    return factor(atom(std::move(prime)), Rational(1, 2));
  };
  // 15 degrees are 60 - 45, all others here multiples of 30 or 45.
  const auto unit = [&](const Fraction& x, const Fraction& y, const Rational& scale) {
    return multiply(number(scale), add(x, multiply(factor(base, Rational(1, 2)), y)));
  };
  const Fraction a30 = unit(root(3), number(1), Rational(1, 2));
  const Fraction a45 = unit(root(2), root(2), Rational(1, 2));
  const std::int64_t twelfths = (q * 12).small();
  const std::int64_t eighths = twelfths % 2 == 0 ? 0 : 1;  // one 45 makes the rest even
  const std::int64_t rest = ((twelfths - 3 * eighths) + 24) % 24 / 2;
  Fraction result = eighths != 0 ? a45 : number(1);
  for (std::int64_t i = 0; i < rest; ++i) {
    result = multiply(result, a30);
  }
  return result;
}

bool Algebra::affordable(const Rational& value) {
  if (value.bits() > most_bits) {
    fail(Failure::too_large);
  }
  return ok();
}

/// Integer parts of a prime's exponent go into the coefficient, or, where that would be too large,
/// the coefficient's part goes into the exponent: 7 * 7^(10^6) is 7^(10^6 + 1).
void Algebra::settle_prime(Term& term, std::size_t index) {
  Factor& factor = term.monomial[index];
  const Integer& prime = at(factor.atom).prime;
  const Integer whole = factor.exponent.floor();
  if (whole.sign() == 0) {
    return;
  }
  if (whole.is_small() && std::abs(whole.small()) <= most_power_bits &&
      std::abs(whole.small()) * prime.bits() <= most_power_bits) {
    term.coefficient *= power(Rational(prime), whole.small());
    factor.exponent = factor.exponent - Rational(whole);
    work_->spend(1 + term.coefficient.bits() / 64);
    return;
  }
  Rational& c = term.coefficient;
  Integer rest;
  const auto up = static_cast<std::int64_t>(fmpz_remove(rest.get(), c.numerator(), prime.get()));
  const auto down =
      static_cast<std::int64_t>(fmpz_remove(rest.get(), c.denominator(), prime.get()));
  if (up != down) {
    c *= power(Rational(prime), down - up);
    factor.exponent += Rational(up - down);
  }
}

void Algebra::settle(Term& term) {
  for (std::size_t i = 0; i < term.monomial.size(); ++i) {
    Factor& factor = term.monomial[i];
    if (factor.exponent.bits() > most_exponent_bits) {
      fail(Failure::too_large);
      return;
    }
    const AtomKind kind = at(factor.atom).kind;
    if (kind == AtomKind::prime) {
      settle_prime(term, i);
    } else if (kind == AtomKind::minus_one) {
      const Integer whole = factor.exponent.floor();
      factor.exponent = factor.exponent - Rational(whole);
      if (fmpz_is_odd(whole.get()) != 0) {
        term.coefficient = -term.coefficient;
      }
    }
  }
  const auto gone = [](const Factor& factor) { return factor.exponent.is_zero(); };
  term.monomial.erase(std::remove_if(term.monomial.begin(), term.monomial.end(), gone),
                      term.monomial.end());
}

Term Algebra::multiply(const Term& a, const Term& b) {
  Term result{merge(a.monomial, b.monomial), a.coefficient * b.coefficient};
  if (result.monomial.size() > most_factors) {
    fail(Failure::too_large);
  }
  settle(result);
  affordable(result.coefficient);
  return result;
}

Polynomial Algebra::add(const Polynomial& a, const Polynomial& b) {
  if (!work_->spend(static_cast<std::int64_t>(a.size() + b.size()))) {
    fail(Failure::work);
  }
  Polynomial terms = a;
  terms.insert(terms.end(), b.begin(), b.end());
  Polynomial result = gather(std::move(terms));
  if (result.size() > most_terms) {
    fail(Failure::too_large);
  }
  for (const Term& term : result) {
    affordable(term.coefficient);
  }
  return ok() ? result : Polynomial{};
}

Polynomial Algebra::multiply(const Polynomial& a, const Polynomial& b) {
  if (a.size() * b.size() > most_terms * most_terms / 20) {
    fail(Failure::too_large);
  }
  Polynomial terms;
  for (const Term& x : a) {
    for (const Term& y : b) {
      const std::int64_t digits = (x.coefficient.bits() + y.coefficient.bits()) / 64;
      if (!work_->spend(10 + digits + digits * digits / 16)) {
        fail(Failure::work);
      }
      if (!ok()) {
        return {};
      }
      terms.push_back(multiply(x, y));
    }
  }
  return add(gather(std::move(terms)), {});
}

Polynomial Algebra::scale(Polynomial a, const Rational& by) {
  return multiply(a, by.is_zero() ? Polynomial{} : Polynomial{Term{{}, by}});
}

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
  if (!ok() || !work_->spend(1)) {
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
    Term result{term.monomial, power(term.coefficient, exponent.small())};
    for (Factor& factor : result.monomial) {
      factor.exponent *= Rational(exponent);
    }
    work_->spend(1 + result.coefficient.bits() / 16);
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

bool Algebra::is_constant(const Polynomial& a) const {
  return std::all_of(a.begin(), a.end(), [&](const Term& term) {
    return std::all_of(term.monomial.begin(), term.monomial.end(),
                       [&](const Factor& factor) { return at(factor.atom).constant; });
  });
}

}  // namespace assay::math
