// Sums of products of powers of atoms, and fractions of them: the form that scalars are brought
// to. Atoms are what arithmetic does not look into: symbols, primes under a root, pi, sin(x).
// Exponents are rationals, so sqrt(2) is the prime 2 with exponent 1/2, and i is -1 with 1/2.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "graders/math/algebra/flint.hpp"
#include "graders/math/algebra/work.hpp"

namespace assay::math {

struct Factor {
  int atom = 0;
  Rational exponent;  ///< not 0
};
using Monomial = std::vector<Factor>;  ///< by atom; empty for 1

struct Term {
  Monomial monomial;
  Rational coefficient;  ///< not 0
};
using Polynomial = std::vector<Term>;  ///< by monomial, each once; empty for 0

struct Fraction {
  Polynomial top;
  Polynomial bottom;  ///< not 0; {1} if the top says all
};

enum class AtomKind {
  minus_one,  ///< exponents in (0, 1): i is the exponent 1/2
  prime,      ///< a positive integer that is not factored further
  constant,   ///< pi, e
  symbol,
  power,     ///< args: base, exponent; the exponent is no rational
  root,      ///< args: base, a sum; exponents in (0, 1), or too large to multiply out
  function,  ///< name(args)
};

struct Atom {
  AtomKind kind = AtomKind::symbol;
  std::string name;  ///< canonical: equal atoms have equal names
  std::string head;  ///< of a function: "sin"
  Integer prime;
  std::vector<Fraction> args;
  bool constant = false;  ///< holds no symbol
  bool positive = false;  ///< surely a positive real
};

enum class Failure {
  none,
  undefined,  ///< division by zero and its like
  too_large,  ///< a number, sum or power over its cap
  work,       ///< over the work limit
  unknown,    ///< not a scalar, or a function of another shape
};

/// The atoms of one comparison, and arithmetic on what is built of them. After a failure every
/// result is 0 and means nothing: look at failure() at the end.
class Algebra {
 public:
  explicit Algebra(Work& work) : work_(&work) {}

  int atom(Atom atom);  ///< the one of this name, added if it is new
  [[nodiscard]] const Atom& at(int index) const { return atoms_[static_cast<std::size_t>(index)]; }
  [[nodiscard]] std::size_t atom_count() const { return atoms_.size(); }

  Fraction number(const Rational& value);
  Fraction factor(int atom, const Rational& exponent = 1);
  Fraction minus_one_to(const Rational& exponent);
  Fraction symbol(const std::string& name);
  Fraction named_constant(const std::string& name);  ///< "pi", "e"

  Fraction add(const Fraction& a, const Fraction& b);
  Fraction negate(Fraction a);
  Fraction subtract(const Fraction& a, const Fraction& b) { return add(a, negate(b)); }
  Fraction multiply(const Fraction& a, const Fraction& b);
  Fraction inverse(const Fraction& a);
  Fraction divide(const Fraction& a, const Fraction& b) { return multiply(a, inverse(b)); }
  Fraction integer_power(const Fraction& base, const Integer& exponent);

  Polynomial add(const Polynomial& a, const Polynomial& b);
  Polynomial multiply(const Polynomial& a, const Polynomial& b);
  Polynomial scale(const Polynomial& a, const Rational& by);

  /// coefficient * monomial as a fraction, its powers in range.
  Fraction from_term(Term term);

  [[nodiscard]] bool is_constant(const Polynomial& a) const;
  [[nodiscard]] bool is_constant(const Fraction& a) const {
    return is_constant(a.top) && is_constant(a.bottom);
  }

  Fraction fail(Failure failure) {
    failure_ = failure_ == Failure::none ? failure : failure_;
    return zero();
  }
  [[nodiscard]] bool ok() const { return failure_ == Failure::none; }
  [[nodiscard]] Failure failure() const { return failure_; }
  void forget_failure() { failure_ = Failure::none; }
  [[nodiscard]] Work& work() const { return *work_; }

  static Fraction zero() { return {{}, {Term{{}, 1}}}; }

 private:
  Term multiply(const Term& a, const Term& b);
  void settle(Term& term);
  void settle_prime(Term& term, std::size_t index);
  Fraction settle(Fraction fraction);
  bool in_range(const Polynomial& a) const;
  Fraction expand_powers(const Polynomial& a);
  Fraction expand_term(Term term);
  Fraction whole(const Fraction& base, const Integer& exponent);
  Fraction rationalise(Fraction a);
  bool affordable(const Rational& value);

  Work* work_;
  Failure failure_ = Failure::none;
  std::deque<Atom> atoms_;  // references to atoms stay good
  std::map<std::string, int> by_name_;
};

/// The value of a fraction that is a rational number.
[[nodiscard]] bool is_rational(const Fraction& a);
[[nodiscard]] Rational rational_value(const Fraction& a);

/// An integer power that is multiplied out has at most so many bits.
inline constexpr std::int64_t most_power_bits = 20'000;
[[nodiscard]] Rational power_of(const Rational& base, std::int64_t exponent);

/// -1, 0 or 1 by atoms and exponents: an order for sorting, no more.
[[nodiscard]] int compare(const Monomial& a, const Monomial& b);
[[nodiscard]] bool same(const Polynomial& a, const Polynomial& b);

}  // namespace assay::math
