// Factorials, binomial coefficients and functions of integers.
#include "graders/math/algebra/call.hpp"

namespace assay::math {

namespace {

constexpr std::int64_t most_factorial = 5'000;
constexpr std::int64_t most_shift = 12;  // of (n + k)! against n!

/// Of a product of many small factors, which is multiplied in halves.
void charge_product(Algebra& algebra, const Integer& result) {
  if (!algebra.work().spend(10 + product_cost(2 * result.bits(), false))) {
    algebra.fail(Failure::work);
  }
}

/// (P + k)! as P! times or by k factors, so that n!/(n-2)! is n(n-1).
Fraction shifted_factorial(const Call& call) {
  Algebra& algebra = call.algebra;
  const Fraction& x = call.x();
  Integer shift;
  for (const Term& term : x.top) {
    if (term.monomial.empty() && x.bottom.size() == 1) {
      shift = term.coefficient.floor();
    }
  }
  const bool near = shift.is_small() && std::abs(shift.small()) <= most_shift;
  const std::int64_t k = near ? shift.small() : 0;
  const Fraction base = algebra.subtract(x, call.number(k));
  Fraction result = function_atom(algebra, "gamma", {algebra.add(base, call.number(1))}, "gamma");
  for (std::int64_t j = 1; j <= k; ++j) {
    result = algebra.multiply(result, algebra.add(base, call.number(j)));
  }
  for (std::int64_t j = 0; j < -k; ++j) {
    result = algebra.divide(result, algebra.subtract(base, call.number(j)));
  }
  return result;
}

}  // namespace

Fraction factorial(const Call& call) {
  Algebra& algebra = call.algebra;
  if (!is_rational(call.x())) {
    return shifted_factorial(call);
  }
  const Rational n = rational_value(call.x());
  if (n.is_integer() && n.sign() < 0) {
    return algebra.fail(Failure::undefined);
  }
  if (!n.is_small_integer() || n.small() > most_factorial) {
    return function_atom(algebra, "gamma", {algebra.add(call.x(), call.number(1))}, "gamma");
  }
  Integer result;
  fmpz_fac_ui(result.get(), static_cast<ulong>(n.small()));
  charge_product(algebra, result);
  return algebra.number(Rational(result));
}

Fraction double_factorial(const Call& call) {
  Algebra& algebra = call.algebra;
  if (!is_rational(call.x())) {
    return atom_of(call, "factorial2");
  }
  const Rational n = rational_value(call.x());
  if (!n.is_small_integer() || n.small() < -1 || n.small() > most_factorial) {
    return algebra.fail(n.is_small_integer() && n.small() < -1 ? Failure::undefined
                                                               : Failure::too_large);
  }
  Integer result = 1;
  for (std::int64_t k = n.small(); k > 1; k -= 2) {
    fmpz_mul_si(result.get(), result.get(), k);
  }
  charge_product(algebra, result);
  algebra.work().spend(result.bits() * n.small() / 8'000);
  return algebra.number(Rational(result));
}

Fraction binomial(const Call& call) {
  Algebra& algebra = call.algebra;
  if (call.args.size() != 2) {
    return algebra.fail(Failure::unknown);
  }
  if (is_rational(call.args[0]) && is_rational(call.args[1])) {
    const Rational n = rational_value(call.args[0]);
    const Rational k = rational_value(call.args[1]);
    if (n.is_small_integer() && k.is_small_integer() && n.small() >= 0 && k.small() >= 0 &&
        n.small() <= 20'000) {
      Integer result;
      fmpz_bin_uiui(result.get(), static_cast<ulong>(n.small()), static_cast<ulong>(k.small()));
      charge_product(algebra, result);
      return algebra.number(Rational(result));
    }
  }
  const Fraction rest = algebra.subtract(call.args[0], call.args[1]);
  return algebra.divide(
      call.apply("factorial", call.args[0]),
      algebra.multiply(call.apply("factorial", call.args[1]), call.apply("factorial", rest)));
}

/// n! / (n - k)!
Fraction permutations(const Call& call) {
  Algebra& algebra = call.algebra;
  if (call.args.size() != 2) {
    return algebra.fail(Failure::unknown);
  }
  const Fraction rest = algebra.subtract(call.args[0], call.args[1]);
  if (is_rational(call.args[0]) && is_rational(rest)) {
    const Rational n = rational_value(call.args[0]);
    const Rational lowest = rational_value(rest);
    if (lowest.is_integer() && lowest.sign() >= 0 && n.is_small_integer() &&
        n.small() - lowest.small() <= most_factorial && n.bits() <= 20) {
      Integer result;
      fmpz_rfac_uiui(result.get(), static_cast<ulong>(lowest.small() + 1),
                     static_cast<ulong>(n.small() - lowest.small()));
      charge_product(algebra, result);
      return algebra.number(Rational(result));
    }
  }
  return algebra.divide(call.apply("factorial", call.args[0]), call.apply("factorial", rest));
}

/// gcd, lcm, mod of integers.
Fraction of_integers(const Call& call, const std::string& head) {
  Algebra& algebra = call.algebra;
  for (const Fraction& arg : call.args) {
    if (!is_rational(arg) || !rational_value(arg).is_integer()) {
      return atom_of(call, head);
    }
  }
  Integer result = rational_value(call.x()).floor();
  for (std::size_t i = 1; i < call.args.size(); ++i) {
    const Integer next = rational_value(call.args[i]).floor();
    if (!algebra.work().spend(product_cost(result.bits() + next.bits(), true))) {
      return algebra.fail(Failure::work);
    }
    if (head == "mod") {
      if (next.sign() == 0) {
        return algebra.fail(Failure::undefined);
      }
      fmpz_fdiv_r(result.get(), result.get(), next.get());
    } else if (head == "gcd") {
      fmpz_gcd(result.get(), result.get(), next.get());
    } else {
      fmpz_lcm(result.get(), result.get(), next.get());
      if (result.bits() > 60'000) {
        return algebra.fail(Failure::too_large);
      }
    }
  }
  return algebra.number(Rational(result));
}

}  // namespace assay::math
