#include "graders/math/algebra/polynomial.hpp"

#include <algorithm>
#include <bit>

namespace assay::math {

namespace {

constexpr std::int64_t most_bits = 65'536;           // of a coefficient
constexpr std::int64_t most_exponent_bits = 65'536;  // of an exponent
constexpr std::size_t most_terms = 1'000;
constexpr std::size_t most_factors = 64;
constexpr std::size_t most_atoms = 400;

Polynomial one() { return {Term{{}, 1}}; }

std::int64_t sum_cost(const Rational& a, const Rational& b) {
  return product_cost(a.bits() + b.bits(), !a.is_integer() || !b.is_integer());
}

/// Sorted, equal monomials together, no zeros.
Polynomial gather(Polynomial terms, Work& work) {
  const auto log = static_cast<std::int64_t>(std::bit_width(terms.size()));
  if (!work.spend(static_cast<std::int64_t>(terms.size()) * (4 + 2 * log))) {
    return {};
  }
  std::sort(terms.begin(), terms.end(),
            [](const Term& a, const Term& b) { return compare(a.monomial, b.monomial) < 0; });
  Polynomial result;
  for (Term& term : terms) {
    if (!result.empty() && compare(result.back().monomial, term.monomial) == 0) {
      work.spend(sum_cost(result.back().coefficient, term.coefficient));
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

}  // namespace

Rational power_of(const Rational& base, std::int64_t exponent) {
  Rational result;
  fmpq_pow_si(result.get(), base.get(), exponent);
  return result;
}

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
  work_->spend(6 + static_cast<std::int64_t>(atom.name.size()) / 16);
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
    term.coefficient *= power_of(Rational(prime), whole.small());
    factor.exponent = factor.exponent - Rational(whole);
    work_->spend(1 + term.coefficient.bits() / 64);
    return;
  }
  Rational& c = term.coefficient;
  work_->spend(product_cost(c.bits(), false));
  Integer rest;
  const auto up = static_cast<std::int64_t>(fmpz_remove(rest.get(), c.numerator(), prime.get()));
  const auto down =
      static_cast<std::int64_t>(fmpz_remove(rest.get(), c.denominator(), prime.get()));
  if (up != down) {
    c *= power_of(Rational(prime), down - up);
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
  if (!work_->spend(6 * static_cast<std::int64_t>(a.size() + b.size()))) {
    fail(Failure::work);
    return {};
  }
  Polynomial terms = a;
  terms.insert(terms.end(), b.begin(), b.end());
  Polynomial result = gather(std::move(terms), *work_);
  if (work_->exhausted()) {
    fail(Failure::work);
  }
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
      const auto factors = static_cast<std::int64_t>(x.monomial.size() + y.monomial.size());
      if (!work_->spend(8 + 3 * factors + sum_cost(x.coefficient, y.coefficient))) {
        fail(Failure::work);
      }
      if (!ok()) {
        return {};
      }
      terms.push_back(multiply(x, y));
    }
  }
  Polynomial sum = gather(std::move(terms), *work_);
  return work_->exhausted() ? (fail(Failure::work), Polynomial{}) : add(sum, {});
}

Polynomial Algebra::scale(const Polynomial& a, const Rational& by) {
  return multiply(a, by.is_zero() ? Polynomial{} : Polynomial{Term{{}, by}});
}

bool Algebra::is_constant(const Polynomial& a) const {
  return std::all_of(a.begin(), a.end(), [&](const Term& term) {
    return std::all_of(term.monomial.begin(), term.monomial.end(),
                       [&](const Factor& factor) { return at(factor.atom).constant; });
  });
}

}  // namespace assay::math
