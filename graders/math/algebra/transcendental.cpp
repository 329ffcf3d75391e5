// Trigonometry, hyperbolic functions, logarithms and arcs.
#include <optional>

#include "graders/math/algebra/ball.hpp"
#include "graders/math/algebra/call.hpp"
#include "graders/math/algebra/form_text.hpp"

namespace assay::math {

namespace {

/// q of q*pi.
bool turns(const Call& call, Rational& q) {
  const Fraction& x = call.x();
  if (x.top.empty()) {
    q = 0;
    return true;
  }
  if (x.top.size() != 1 || x.bottom.size() != 1 || x.top.front().monomial.size() != 1) {
    return false;
  }
  const Factor& factor = x.top.front().monomial.front();
  q = x.top.front().coefficient;
  return factor.exponent.is_one() && call.algebra.at(factor.atom).name == "pi";
}

/// (e^(ix) + e^(-ix)) / 2, or their difference by 2i.
Fraction from_exponentials(const Call& call, const Fraction& plus, bool sine) {
  Algebra& algebra = call.algebra;
  const Fraction minus = algebra.inverse(plus);
  if (!sine) {
    return algebra.multiply(call.number(1, 2), algebra.add(plus, minus));
  }
  return algebra.multiply(algebra.multiply(call.number(-1, 2), call.i()),
                          algebra.subtract(plus, minus));
}

}  // namespace

Fraction sine_or_cosine(const Call& call, bool sine) {
  Algebra& algebra = call.algebra;
  Rational q;
  if (turns(call, q)) {
    return from_exponentials(call, algebra.minus_one_to(q), sine);
  }
  if (call.form.exponentials) {
    const Fraction plus =
        power(algebra, algebra.named_constant("e"), algebra.multiply(call.i(), call.x()));
    return from_exponentials(call, plus, sine);
  }
  if (leading_coefficient(algebra, call.x().top).sign() < 0) {
    const Fraction flipped = function_atom(algebra, sine ? "sin" : "cos",
                                           {algebra.negate(call.x())}, sine ? "sin" : "cos");
    return sine ? algebra.negate(flipped) : flipped;
  }
  return atom_of(call, sine ? "sin" : "cos");
}

Fraction hyperbolic(const Call& call, bool sine) {
  Algebra& algebra = call.algebra;
  const Fraction plus = power(algebra, algebra.named_constant("e"), call.x());
  const Fraction minus = algebra.inverse(plus);
  return algebra.multiply(call.number(1, 2),
                          sine ? algebra.subtract(plus, minus) : algebra.add(plus, minus));
}

namespace {

Fraction log_of_integer(const Call& call, const fmpz* part) {
  Integer n;
  fmpz_set(n.get(), part);
  Fraction sum = Algebra::zero();
  for (const PrimePower& each : factored(call.algebra, n)) {
    const Fraction prime = call.algebra.number(Rational(each.prime));
    sum = call.algebra.add(sum,
                           call.algebra.multiply(call.number(each.exponent),
                                                 function_atom(call.algebra, "ln", {prime}, "ln")));
  }
  return sum;
}

Fraction log_of_rational(const Call& call, const Rational& value) {
  Algebra& algebra = call.algebra;
  if (value.sign() < 0) {
    return algebra.add(log_of_rational(call, -value), algebra.multiply(call.i(), call.pi()));
  }
  return algebra.subtract(log_of_integer(call, value.numerator()),
                          log_of_integer(call, value.denominator()));
}

/// q * ln(base) of the factor base^q, where that is so without thought of domains.
bool log_of_factor(const Call& call, const Factor& factor, Fraction& result) {
  Algebra& algebra = call.algebra;
  const Atom& atom = algebra.at(factor.atom);
  const Fraction q = algebra.number(factor.exponent);
  if (atom.kind == AtomKind::minus_one) {
    result = algebra.multiply(q, algebra.multiply(call.i(), call.pi()));
  } else if (atom.kind == AtomKind::prime) {
    result = algebra.multiply(q, log_of_rational(call, Rational(atom.prime)));
  } else if (atom.kind == AtomKind::constant && atom.name == "e") {
    result = q;
  } else if (atom.kind == AtomKind::power && real_by_form(algebra, atom.args[0])) {
    result = algebra.multiply(algebra.multiply(q, atom.args[1]), call.apply("ln", atom.args[0]));
  } else if (atom.positive) {
    result = algebra.multiply(q, function_atom(algebra, "ln", {algebra.factor(factor.atom)}, "ln"));
  } else {
    return false;
  }
  return true;
}

}  // namespace

Fraction logarithm(const Call& call) {
  Algebra& algebra = call.algebra;
  const Fraction& x = call.x();
  if (x.top.empty()) {
    return algebra.fail(Failure::undefined);
  }
  if (is_rational(x)) {
    return log_of_rational(call, rational_value(x));
  }
  if (x.bottom.size() != 1) {
    return atom_of(call, "ln");
  }
  if (x.top.size() != 1) {
    const Rational outside = content(x.top);
    return algebra.add(
        log_of_rational(call, outside),
        function_atom(algebra, "ln", {algebra.multiply(x, algebra.number(outside.inverse()))},
                      "ln"));
  }
  const Term& term = x.top.front();
  Fraction sum = log_of_rational(call, term.coefficient);
  Fraction rest = algebra.number(1);
  for (const Factor& factor : term.monomial) {
    Fraction one;
    if (log_of_factor(call, factor, one)) {
      sum = algebra.add(sum, one);
    } else {
      rest = algebra.multiply(rest, algebra.factor(factor.atom, factor.exponent));
    }
  }
  if (is_rational(rest)) {
    return sum;
  }
  return algebra.add(sum, function_atom(algebra, "ln", {rest}, "ln"));
}

Fraction log_to_base(const Call& call) {
  Algebra& algebra = call.algebra;
  const Fraction top = call.apply("ln", call.x());
  if (call.args.size() == 2) {
    return algebra.divide(top, call.apply("ln", call.args[1]));
  }
  return call.form.decimal_log ? algebra.divide(top, call.apply("ln", call.number(10))) : top;
}

namespace {

/// Which twelfth of pi the angle is near to, if it is near to one.
std::optional<std::int64_t> near_twelfth(Algebra& algebra, const Fraction& angle) {
  const Fraction turns =
      algebra.divide(algebra.multiply(angle, algebra.number(12)), algebra.named_constant("pi"));
  const Ball ball = Evaluator(algebra, 64, Point{}).value(turns);
  if (!ball.finite() || !ball.is_real() || arf_cmpabs_2exp_si(arb_midref(ball.real()), 4) > 0) {
    return std::nullopt;
  }
  const auto nearest = static_cast<std::int64_t>(arf_get_si(arb_midref(ball.real()), ARF_RND_NEAR));
  return arb_contains_si(ball.real(), nearest) != 0 ? std::optional(nearest) : std::nullopt;
}

/// arctan and arcsin of the values that whole twelfths of pi have.
bool known_angle(const Call& call, const std::string& head, Fraction& result) {
  Algebra& algebra = call.algebra;
  if (!algebra.is_constant(call.x())) {
    return false;
  }
  const auto twelfth = near_twelfth(algebra, function_atom(algebra, head, call.args, head));
  if (!twelfth || !algebra.ok()) {
    return false;
  }
  result = algebra.multiply(call.number(*twelfth, 12), call.pi());
  const Fraction value = call.apply(head == "arctan" ? "tan" : "sin", result);
  return algebra.ok() && algebra.subtract(value, call.x()).top.empty();
}

}  // namespace

Fraction arc(const Call& call, const std::string& head) {
  Algebra& algebra = call.algebra;
  Fraction known;
  if (known_angle(call, head, known)) {
    return known;
  }
  if (leading_coefficient(algebra, call.x().top).sign() < 0) {
    return algebra.negate(function_atom(algebra, head, {algebra.negate(call.x())}, head));
  }
  return atom_of(call, head);
}

}  // namespace assay::math
