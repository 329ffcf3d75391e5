#include "graders/math/rules/polynomial_inequality.hpp"

#include <flint/fmpq_poly.h>
#include <flint/fmpz_poly.h>
#include <flint/fmpz_poly_factor.h>

#include <algorithm>
#include <string>
#include <vector>

#include "graders/math/algebra/normal_form.hpp"
#include "graders/math/rules/trees.hpp"

namespace assay::math {

namespace {

constexpr std::int64_t most_degree = 8;
constexpr std::int64_t most_bits = 128;
constexpr std::int64_t factoring_cost = 20'000;

/// Integer coefficients.
class IntegerPolynomial {
 public:
  IntegerPolynomial() { fmpz_poly_init(value_); }
  IntegerPolynomial(const IntegerPolynomial&) = delete;
  IntegerPolynomial& operator=(const IntegerPolynomial&) = delete;
  ~IntegerPolynomial() { fmpz_poly_clear(value_); }
  [[nodiscard]] fmpz_poly_struct* get() { return value_; }

 private:
  fmpz_poly_t value_;
};

class Factors {
 public:
  explicit Factors(IntegerPolynomial& of) {
    fmpz_poly_factor_init(value_);
    fmpz_poly_factor(value_, of.get());
  }
  Factors(const Factors&) = delete;
  Factors& operator=(const Factors&) = delete;
  ~Factors() { fmpz_poly_factor_clear(value_); }
  [[nodiscard]] const fmpz_poly_factor_struct* get() const { return value_; }

 private:
  fmpz_poly_factor_t value_;
};

struct Zero {
  Bound at;
  bool odd = false;  ///< of odd multiplicity: the sign changes here
};

bool is_natural(const Expression& e) {
  return e.kind == Kind::number && e.text.size() == 1 && e.text[0] >= '0' && e.text[0] <= '8';
}

/// By its form: no variable in a denominator, which simplifying could take away.
bool is_polynomial(const Expression& e) {
  switch (e.kind) {
    case Kind::number:
    case Kind::symbol:
      return true;
    case Kind::sum:
    case Kind::product:
    case Kind::negative:
      return std::all_of(e.args.begin(), e.args.end(), is_polynomial);
    case Kind::quotient:
      return is_polynomial(e.args[0]) && is_polynomial(e.args[1]) && symbols_of(e.args[1]).empty();
    case Kind::power:
      return is_polynomial(e.args[0]) && is_natural(e.args[1]);
    default:
      return false;
  }
}

/// A positive multiple of the difference of two sides; false if it is not of the sizes above.
bool read_difference(const Expression& left, const Expression& right, Work& work,
                     IntegerPolynomial& result) {
  Algebra algebra(work);
  Normaliser reader(algebra, {});
  const Fraction form = reader.of(difference(left, right));
  const bool whole = form.bottom.size() == 1 && form.bottom.front().monomial.empty() &&
                     form.bottom.front().coefficient.is_one();
  if (!algebra.ok() || !whole) {
    return false;
  }
  fmpq_poly_t rational;
  fmpq_poly_init(rational);
  const bool fits = std::all_of(form.top.begin(), form.top.end(), [&](const Term& term) {
    const bool constant = term.monomial.empty();
    const bool power = term.monomial.size() == 1 &&
                       algebra.at(term.monomial.front().atom).kind == AtomKind::symbol &&
                       term.monomial.front().exponent.is_small_integer() &&
                       term.monomial.front().exponent.sign() > 0 &&
                       term.monomial.front().exponent.small() <= most_degree;
    if (!(constant || power) || term.coefficient.bits() > most_bits) {
      return false;
    }
    fmpq_poly_set_coeff_fmpq(rational, constant ? 0 : term.monomial.front().exponent.small(),
                             term.coefficient.get());
    return true;
  });
  fmpq_poly_get_numerator(result.get(), rational);
  fmpq_poly_clear(rational);
  return fits && fmpz_poly_max_bits(result.get()) <= most_bits &&
         fmpz_poly_max_bits(result.get()) >= -most_bits;
}

Expression integer(const Integer& n) {
  const std::string text = Rational(n).text();
  return n.sign() < 0 ? make(Kind::negative, {make(Kind::number, {}, text.substr(1))})
                      : make(Kind::number, {}, text);
}

Integer coefficient(const fmpz_poly_struct* form, std::int64_t degree) {
  Integer result;
  fmpz_poly_get_coeff_fmpz(result.get(), form, degree);
  return result;
}

Expression ratio(Expression top, const Integer& bottom) {
  return make(Kind::quotient, {std::move(top), integer(bottom)});
}

/// The zeros of an irreducible form; false if they cannot be written here.
bool add_zeros(const fmpz_poly_struct* form, bool odd, std::vector<Zero>& zeros) {
  const Integer a = coefficient(form, 2);
  const Integer b = coefficient(form, 1);
  const Integer c = coefficient(form, 0);
  const auto add = [&](const Expression& value) { zeros.push_back({end_at(value, false), odd}); };
  if (fmpz_poly_degree(form) == 1) {
    add(make(Kind::negative, {ratio(integer(c), b)}));
    return true;
  }
  if (fmpz_poly_num_real_roots(form) == 0) {
    return true;
  }
  if (fmpz_poly_degree(form) != 2) {
    return false;
  }
  Integer discriminant;
  fmpz_mul(discriminant.get(), a.get(), c.get());
  fmpz_mul_si(discriminant.get(), discriminant.get(), -4);
  fmpz_addmul(discriminant.get(), b.get(), b.get());
  Integer twice;
  fmpz_mul_si(twice.get(), a.get(), 2);
  const Expression root = make(Kind::function, {integer(discriminant)}, "sqrt");
  const Expression middle = make(Kind::negative, {integer(b)});
  add(ratio(make(Kind::sum, {middle, root}), twice));
  add(ratio(make(Kind::sum, {middle, make(Kind::negative, {root})}), twice));
  return true;
}

/// The largest first. By hand: a comparison that may fail is none for std::sort.
bool sort_zeros(std::vector<Zero>& zeros, Work& work) {
  for (std::size_t i = 1; i < zeros.size(); ++i) {
    for (std::size_t j = i; j > 0; --j) {
      const auto before = order(zeros[j - 1].at, zeros[j].at, work);
      if (!before) {
        return false;
      }
      if (*before > 0) {
        break;
      }
      std::swap(zeros[j - 1], zeros[j]);
    }
  }
  return true;
}

bool holds(int sign, const std::string& relation) {
  const bool equal = relation == "<=" || relation == ">=";
  return sign == 0 ? equal : relation == "!=" || (sign < 0) == (relation[0] == '<');
}

/// Where a form with this sign above its largest zero has the sign that is asked for.
std::optional<RealSet> between_zeros(const std::vector<Zero>& zeros, int sign,
                                     const std::string& relation, Work& work) {
  RealSet parts;
  Bound high = infinity(1);
  for (const Zero& zero : zeros) {
    if (holds(sign, relation)) {
      parts.push_back({zero.at, high});
    }
    if (holds(0, relation)) {
      const Bound point = end_at(zero.at.value, true);
      parts.push_back({point, point});
    }
    sign = zero.odd ? -sign : sign;
    high = zero.at;
  }
  if (holds(sign, relation)) {
    parts.push_back({infinity(-1), high});
  }
  return merged(std::move(parts), work);
}

std::optional<RealSet> solved(const Expression& left, const std::string& relation,
                              const Expression& right, Work& work) {
  IntegerPolynomial form;
  if (!work.spend(factoring_cost) || !read_difference(left, right, work, form)) {
    return std::nullopt;
  }
  if (fmpz_poly_is_zero(form.get()) != 0) {
    return holds(0, relation) ? everything() : RealSet();
  }
  const Factors factors(form);
  std::vector<Zero> zeros;
  for (std::int64_t i = 0; i < factors.get()->num; ++i) {
    if (!add_zeros(factors.get()->p + i, factors.get()->exp[i] % 2 != 0, zeros)) {
      return std::nullopt;
    }
  }
  if (!sort_zeros(zeros, work)) {
    return std::nullopt;
  }
  return between_zeros(zeros, fmpz_sgn(fmpz_poly_lead(form.get())), relation, work);
}

}  // namespace

std::optional<RealSet> solved_polynomials(const Expression& relation, Work& work) {
  const std::vector<std::string> steps = split_words(relation.text);
  const bool compares = std::all_of(steps.begin(), steps.end(), [](const std::string& step) {
    return step[0] == '<' || step[0] == '>' || step == "!=";
  });
  if (!compares || steps.size() + 1 != relation.args.size() || symbols_of(relation).size() != 1 ||
      !std::all_of(relation.args.begin(), relation.args.end(), is_polynomial)) {
    return std::nullopt;
  }
  std::optional<RealSet> result = everything();
  for (std::size_t i = 0; i < steps.size() && result; ++i) {
    const auto step = solved(relation.args[i], steps[i], relation.args[i + 1], work);
    result = step ? intersection(*result, *step, work) : std::nullopt;
  }
  return result;
}

}  // namespace assay::math
