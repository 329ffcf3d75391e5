#include "graders/math/algebra/functions.hpp"

#include <functional>
#include <unordered_map>

#include "graders/math/algebra/ball.hpp"
#include "graders/math/algebra/call.hpp"
#include "graders/math/algebra/form_text.hpp"

namespace assay::math {

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

namespace {

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
      {"perm", permutations},
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

/// P(10, 3), as against a point or a probability.
bool is_count_of_permutations(const std::string& name, const std::vector<Fraction>& args) {
  const auto count = [](const Fraction& a) {
    return is_rational(a) && rational_value(a).is_small_integer();
  };
  return name == "P" && args.size() == 2 && count(args[0]) && count(args[1]) &&
         rational_value(args[1]).sign() >= 0 &&
         !(rational_value(args[0]) < rational_value(args[1]));
}

}  // namespace

bool is_known_function(const std::string& name) {
  return rules().count(name) != 0 || name == "sum" || name == "prod";
}

Fraction apply_function(Algebra& algebra, const std::string& name,
                        const std::vector<Fraction>& args, const FunctionForm& form) {
  if (!algebra.ok() || !algebra.work().spend(5)) {
    return algebra.fail(Failure::work);
  }
  const auto rule = rules().find(is_count_of_permutations(name, args) ? "perm" : name);
  if (rule == rules().end()) {
    return function_atom(algebra, "?", args, name);
  }
  if (args.empty()) {
    return algebra.fail(Failure::unknown);
  }
  return rule->second(Call{algebra, args, form});
}

}  // namespace assay::math
