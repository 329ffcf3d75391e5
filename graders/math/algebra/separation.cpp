#include "graders/math/algebra/separation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "graders/math/algebra/form_text.hpp"

namespace assay::math {

namespace {

constexpr double most_bits = 30'000;

/// Logarithms to base 2 of the bounds u and l, rounded up.
struct Bound {
  double u = 0;
  double l = 0;
};

double up(double x) { return x * (1 + 1e-9) + 1e-9; }

class Bounder {
 public:
  explicit Bounder(const Algebra& algebra) : algebra_(&algebra) {}

  Bound of(const Polynomial& form) {
    Bound sum{-1, 0};
    for (const Term& term : form) {
      const Bound one = of(term);
      if (sum.u < 0) {
        sum = one;
        continue;
      }
      const double left = sum.u + one.l;
      const double right = one.u + sum.l;
      sum = {up(std::max(left, right) + 1), up(sum.l + one.l)};
    }
    return {std::max(sum.u, 0.0), sum.l};
  }

  /// Of the field that holds all roots met.
  [[nodiscard]] double degree() const {
    double product = 1;
    for (const auto& [atom, root] : roots_) {
      product *= static_cast<double>(root);
    }
    return product;
  }
  [[nodiscard]] bool algebraic() const { return algebraic_; }

 private:
  Bound of(const Term& term) {
    Bound product{bits(term.coefficient.numerator()), bits(term.coefficient.denominator())};
    for (const Factor& factor : term.monomial) {
      const Bound one = of(factor);
      product = {up(product.u + one.u), up(product.l + one.l)};
    }
    return product;
  }

  Bound of(const Factor& factor) {
    const Atom& atom = algebra_->at(factor.atom);
    algebra_->work().spend(4);
    const bool known = atom.kind == AtomKind::minus_one || atom.kind == AtomKind::prime ||
                       (atom.kind == AtomKind::root && atom.constant);
    if (!known || factor.exponent.bits() > 16) {
      algebraic_ = false;
      return {};
    }
    const std::int64_t n = fmpz_get_si(factor.exponent.denominator());
    const std::int64_t a = fmpz_get_si(factor.exponent.numerator());
    std::int64_t& root = roots_.try_emplace(factor.atom, 1).first->second;
    root = std::lcm(root, n);
    if (atom.kind == AtomKind::minus_one) {
      return {};
    }
    return power(base_of(factor.atom), static_cast<double>(a), static_cast<double>(n));
  }

  /// Of what is under a root, once for each atom: an atom may stand in many others.
  Bound base_of(int index) {
    const auto known = bases_.find(index);
    if (known != bases_.end()) {
      return known->second;
    }
    const Atom& atom = algebra_->at(index);
    Bound base;
    if (atom.kind == AtomKind::prime) {
      base.u = bits(atom.prime.get());
    } else {
      const Bound top = of(atom.args.front().top);
      const Bound bottom = of(atom.args.front().bottom);
      base = {up(top.u + bottom.l), up(top.l + bottom.u)};
    }
    return bases_.emplace(index, base).first->second;
  }

  static double bits(const fmpz* value) { return static_cast<double>(fmpz_bits(value)); }

  /// (U/L)^(1/n) is (U L^(n-1))^(1/n) / L.
  static Bound power(const Bound& base, double a, double n) {
    const Bound root{up((base.u + (n - 1) * base.l) / n), base.l};
    const double times = std::abs(a);
    const Bound result{up(root.u * times), up(root.l * times)};
    return a > 0 ? result : Bound{result.l, result.u};
  }

  const Algebra* algebra_;
  bool algebraic_ = true;
  std::map<int, std::int64_t> roots_;
  std::map<int, Bound> bases_;
};

}  // namespace

std::optional<std::int64_t> separation_bits(const Algebra& algebra, const Polynomial& form) {
  Polynomial integral = form;
  const Rational scale = content(form);
  for (Term& term : integral) {
    term.coefficient *= scale.inverse();
  }
  Bounder bounder(algebra);
  const Bound bound = bounder.of(integral);
  const double bits = bounder.degree() * bound.u + bound.l;
  if (!bounder.algebraic() || !(bits < most_bits)) {
    return std::nullopt;
  }
  // Back from the integral multiple to the form itself.
  const auto back = static_cast<double>(scale.bits());
  return static_cast<std::int64_t>(std::ceil(up(bits + back))) + 2;
}

}  // namespace assay::math
