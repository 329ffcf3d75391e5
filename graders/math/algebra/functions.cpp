#include "graders/math/algebra/functions.hpp"

#include <functional>
#include <unordered_map>

#include "graders/math/algebra/ball.hpp"
#include "graders/math/algebra/form_text.hpp"
#include "graders/math/algebra/power.hpp"

namespace assay::math {

namespace {

constexpr std::int64_t most_factorial = 5'000;
constexpr std::int64_t most_shift = 12;  // of (n + k)! against n!

using Args = std::vector<Fraction>;

struct Call {
  Algebra& algebra;
  const Args& args;
  const FunctionForm& form;

  [[nodiscard]] const Fraction& x() const { return args.front(); }
  [[nodiscard]] Fraction number(std::int64_t n, std::int64_t d = 1) const {
    return algebra.number(Rational(n, d));
  }
  [[nodiscard]] Fraction i() const { return algebra.minus_one_to(Rational(1, 2)); }
  [[nodiscard]] Fraction pi() const { return algebra.named_constant("pi"); }
  [[nodiscard]] Fraction apply(const std::string& name, const Fraction& a) const {
    return apply_function(algebra, name, {a}, form);
  }
};

Fraction function_atom(Algebra& algebra, const std::string& head, const Args& args,
                       const std::string& spelling) {
  Atom atom;
  atom.kind = AtomKind::function;
  atom.head = head;
  atom.constant = true;
  for (const Fraction& arg : args) {
    atom.name += (atom.name.empty() ? spelling + "(" : ", ") + to_text(algebra, arg);
    atom.constant = atom.constant && algebra.is_constant(arg);
  }
  atom.name += args.empty() ? spelling + "()" : ")";
  atom.args = args;
  if (head == "ln" && is_rational(args.front())) {
    atom.positive = Rational(1) < rational_value(args.front());
  }
  return algebra.factor(algebra.atom(std::move(atom)));
}

Fraction atom_of(const Call& call, const std::string& head) {
  return function_atom(call.algebra, head, call.args, head);
}

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

Fraction absolute(const Call& call) {
  Algebra& algebra = call.algebra;
  Fraction x = call.x();
  if (x.top.empty()) {
    return x;
  }
  if (algebra.is_constant(x)) {
    const int sign = sign_of(algebra, x);
    if (sign != 0) {
      return sign < 0 ? algebra.negate(x) : x;
    }
    const Fraction squared = algebra.multiply(x, apply_function(algebra, "conj", {x}, call.form));
    return is_rational(squared) ? root(algebra, squared, 2) : atom_of(call, "abs");
  }
  const Rational outside = content(x.top) * content(x.bottom).inverse();
  x = algebra.multiply(x, algebra.number(outside.inverse()));
  if (leading_coefficient(algebra, x.top).sign() < 0) {
    x = algebra.negate(x);
  }
  return algebra.multiply(algebra.number(outside), function_atom(algebra, "abs", {x}, "abs"));
}

Fraction rounded(const Call& call, bool up) {
  Algebra& algebra = call.algebra;
  const Fraction x = up ? algebra.negate(call.x()) : call.x();
  Fraction result = function_atom(algebra, "floor", {x}, "floor");
  if (algebra.is_constant(x)) {
    const std::optional<Integer> floor = floor_of(algebra, x);
    result = floor ? algebra.number(Rational(*floor)) : algebra.fail(Failure::unknown);
  }
  return up ? algebra.negate(result) : result;
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
  algebra.work().spend(1 + result.bits() / 16);
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
  algebra.work().spend(1 + n.small());
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
      algebra.work().spend(1 + result.bits() / 8);
      return algebra.number(Rational(result));
    }
  }
  const Fraction rest = algebra.subtract(call.args[0], call.args[1]);
  return algebra.divide(
      call.apply("factorial", call.args[0]),
      algebra.multiply(call.apply("factorial", call.args[1]), call.apply("factorial", rest)));
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

Fraction extreme(const Call& call, const std::string& head) {
  Algebra& algebra = call.algebra;
  Fraction best = call.x();
  for (std::size_t i = 1; i < call.args.size(); ++i) {
    const Fraction difference = algebra.subtract(call.args[i], best);
    if (difference.top.empty()) {
      continue;
    }
    const int sign = algebra.is_constant(difference) ? sign_of(algebra, difference) : 0;
    if (sign == 0) {
      return atom_of(call, head);
    }
    best = (sign > 0) == (head == "max") ? call.args[i] : best;
  }
  return best;
}

/// Of constants, where only i is not real.
Fraction conjugate(const Call& call) {
  Algebra& algebra = call.algebra;
  if (!algebra.is_constant(call.x())) {
    return atom_of(call, "conj");
  }
  const auto turned = [&](const Polynomial& form) {
    Fraction sum = algebra.zero();
    for (const Term& term : form) {
      Term rest{{}, term.coefficient};
      Fraction unit = algebra.number(1);
      for (const Factor& factor : term.monomial) {
        if (algebra.at(factor.atom).kind == AtomKind::minus_one) {
          unit = algebra.minus_one_to(-factor.exponent);
        } else {
          rest.monomial.push_back(factor);
        }
      }
      sum = algebra.add(sum, algebra.multiply(unit, algebra.from_term(std::move(rest))));
    }
    return sum;
  };
  const auto others_real = [&](const Polynomial& form) {
    for (const Term& term : form) {
      for (const Factor& factor : term.monomial) {
        const Atom& atom = algebra.at(factor.atom);
        if (atom.kind != AtomKind::minus_one && !atom.positive) {
          return false;
        }
      }
    }
    return true;
  };
  if (!others_real(call.x().top) || !others_real(call.x().bottom)) {
    return atom_of(call, "conj");
  }
  return algebra.divide(turned(call.x().top), turned(call.x().bottom));
}

Fraction real_or_imaginary(const Call& call, bool imaginary) {
  Algebra& algebra = call.algebra;
  if (!algebra.is_constant(call.x())) {
    return atom_of(call, imaginary ? "im" : "re");
  }
  const Fraction other = conjugate(call);
  const Fraction sum = imaginary ? algebra.divide(algebra.subtract(call.x(), other), call.i())
                                 : algebra.add(call.x(), other);
  return algebra.multiply(call.number(1, 2), sum);
}

Fraction quotient_of(const Call& call, const char* top, const char* bottom) {
  return call.algebra.divide(call.apply(top, call.x()), call.apply(bottom, call.x()));
}

Fraction reciprocal_arc(const Call& call, const char* head) {
  return call.apply(head, call.algebra.inverse(call.x()));
}

Fraction area(const Call& call, int square) {  // arcsinh, arccosh
  Algebra& algebra = call.algebra;
  const Fraction inside = algebra.add(algebra.multiply(call.x(), call.x()), call.number(square));
  return call.apply("ln", algebra.add(call.x(), root(algebra, inside, 2)));
}

Fraction area_tangent(const Call& call) {
  Algebra& algebra = call.algebra;
  const Fraction ratio = algebra.divide(algebra.add(call.number(1), call.x()),
                                        algebra.subtract(call.number(1), call.x()));
  return algebra.multiply(call.number(1, 2), call.apply("ln", ratio));
}

Fraction nth_root(const Call& call) {
  Algebra& algebra = call.algebra;
  if (call.args.size() != 2 || call.args[1].top.empty()) {
    return algebra.fail(call.args.size() == 2 ? Failure::undefined : Failure::unknown);
  }
  return power(algebra, call.x(), algebra.inverse(call.args[1]));
}

using Rule = std::function<Fraction(const Call&)>;

const std::unordered_map<std::string, Rule>& rules() {
  static const std::unordered_map<std::string, Rule> table = {
      {"sqrt", [](const Call& c) { return root(c.algebra, c.x(), 2); }},
      {"root", nth_root},
      {"exp", [](const Call& c) { return power(c.algebra, c.algebra.named_constant("e"), c.x()); }},
      {"ln", logarithm},
      {"log", log_to_base},
      {"lg",
       [](const Call& c) { return c.algebra.divide(logarithm(c), c.apply("ln", c.number(10))); }},
      {"sin", [](const Call& c) { return sine_or_cosine(c, true); }},
      {"cos", [](const Call& c) { return sine_or_cosine(c, false); }},
      {"tan", [](const Call& c) { return quotient_of(c, "sin", "cos"); }},
      {"cot", [](const Call& c) { return quotient_of(c, "cos", "sin"); }},
      {"sec", [](const Call& c) { return c.algebra.inverse(c.apply("cos", c.x())); }},
      {"csc", [](const Call& c) { return c.algebra.inverse(c.apply("sin", c.x())); }},
      {"sinh", [](const Call& c) { return hyperbolic(c, true); }},
      {"cosh", [](const Call& c) { return hyperbolic(c, false); }},
      {"tanh", [](const Call& c) { return quotient_of(c, "sinh", "cosh"); }},
      {"coth", [](const Call& c) { return quotient_of(c, "cosh", "sinh"); }},
      {"sech", [](const Call& c) { return c.algebra.inverse(hyperbolic(c, false)); }},
      {"csch", [](const Call& c) { return c.algebra.inverse(hyperbolic(c, true)); }},
      {"arcsin", [](const Call& c) { return arc(c, "arcsin"); }},
      {"arctan", [](const Call& c) { return arc(c, "arctan"); }},
      {"arccos",
       [](const Call& c) {
         return c.algebra.subtract(c.algebra.multiply(c.number(1, 2), c.pi()), arc(c, "arcsin"));
       }},
      {"arccot",
       [](const Call& c) {
         return c.algebra.subtract(c.algebra.multiply(c.number(1, 2), c.pi()), arc(c, "arctan"));
       }},
      {"arcsec", [](const Call& c) { return reciprocal_arc(c, "arccos"); }},
      {"arccsc", [](const Call& c) { return reciprocal_arc(c, "arcsin"); }},
      {"arcsinh", [](const Call& c) { return area(c, 1); }},
      {"arccosh", [](const Call& c) { return area(c, -1); }},
      {"arctanh", area_tangent},
      {"abs", absolute},
      {"floor", [](const Call& c) { return rounded(c, false); }},
      {"ceil", [](const Call& c) { return rounded(c, true); }},
      {"factorial", factorial},
      {"factorial2", double_factorial},
      {"binom", binomial},
      {"gcd", [](const Call& c) { return of_integers(c, "gcd"); }},
      {"lcm", [](const Call& c) { return of_integers(c, "lcm"); }},
      {"mod", [](const Call& c) { return of_integers(c, "mod"); }},
      {"min", [](const Call& c) { return extreme(c, "min"); }},
      {"max", [](const Call& c) { return extreme(c, "max"); }},
      {"conj", conjugate},
      {"re", [](const Call& c) { return real_or_imaginary(c, false); }},
      {"im", [](const Call& c) { return real_or_imaginary(c, true); }},
  };
  return table;
}

}  // namespace

bool is_known_function(const std::string& name) { return rules().count(name) != 0; }

Fraction apply_function(Algebra& algebra, const std::string& name,
                        const std::vector<Fraction>& args, const FunctionForm& form) {
  if (!algebra.ok() || !algebra.work().spend(5)) {
    return algebra.fail(Failure::work);
  }
  const auto rule = rules().find(name);
  if (rule == rules().end()) {
    return function_atom(algebra, "?", args, name);
  }
  if (args.empty()) {
    return algebra.fail(Failure::unknown);
  }
  return rule->second(Call{algebra, args, form});
}

}  // namespace assay::math
