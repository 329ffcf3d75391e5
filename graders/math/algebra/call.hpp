// What the files of functions share: the call of a function, and what each file gives.
#pragma once

#include <string>
#include <vector>

#include "graders/math/algebra/functions.hpp"
#include "graders/math/algebra/power.hpp"

namespace assay::math {

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

/// head(args), an atom; `spelling` is how its name is written.
[[nodiscard]] Fraction function_atom(Algebra& algebra, const std::string& head, const Args& args,
                                     const std::string& spelling);
[[nodiscard]] inline Fraction atom_of(const Call& call, const std::string& head) {
  return function_atom(call.algebra, head, call.args, head);
}

// transcendental.cpp
[[nodiscard]] Fraction sine_or_cosine(const Call& call, bool sine);
[[nodiscard]] Fraction hyperbolic(const Call& call, bool sine);
[[nodiscard]] Fraction logarithm(const Call& call);
[[nodiscard]] Fraction log_to_base(const Call& call);
[[nodiscard]] Fraction arc(const Call& call, const std::string& head);

// combinatorics.cpp
[[nodiscard]] Fraction factorial(const Call& call);
[[nodiscard]] Fraction double_factorial(const Call& call);
[[nodiscard]] Fraction binomial(const Call& call);
[[nodiscard]] Fraction permutations(const Call& call);
[[nodiscard]] Fraction of_integers(const Call& call, const std::string& head);  ///< gcd lcm mod

}  // namespace assay::math
