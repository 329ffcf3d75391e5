// Values of normal forms as balls of complex numbers (Arb): what is inside is proven, whatever the
// precision. Symbols get rational values from a seeded choice of points.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "graders/math/algebra/polynomial.hpp"

namespace assay::math {

/// Where the symbols are: each has a rational value that depends on its name and the seed alone.
struct Point {
  std::uint64_t seed = 0;
  std::set<std::string> integers;  ///< symbols that stand for integers
  std::set<std::string> complex;   ///< symbols that stand for complex numbers

  /// Of both signs, of size up to 3, 50 or 3,000 by the seed; or an integer from 1 to 12. Of a
  /// complex one the real part; the imaginary part is that of the name with a prime.
  [[nodiscard]] Rational value(const std::string& symbol) const;
};

class Evaluator {
 public:
  Evaluator(Algebra& algebra, std::int64_t precision, const Point& point)
      : algebra_(&algebra), precision_(precision), point_(&point) {}

  /// Not finite where it is undefined, or not known at this precision.
  [[nodiscard]] Ball value(const Polynomial& form);
  [[nodiscard]] Ball value(const Fraction& form);
  [[nodiscard]] Ball value(const Term& term);

  /// Whether any value since the last call was outside of a function's real domain: an even root
  /// or the logarithm of a negative number, and so on.
  [[nodiscard]] bool left_reals() { return std::exchange(left_, false); }

 private:
  struct AtomValue {
    Ball ball;
    bool left = false;
  };
  Ball factor_value(const Factor& factor);
  const AtomValue& base_value(int atom);
  Ball function_value(const Atom& atom);
  Ball power_value(const Atom& atom, const Rational& exponent);
  Ball real_power(const Ball& base, const Rational& exponent);
  /// Before the work: false if there is none left for it.
  [[nodiscard]] bool charge(int weight);

  Algebra* algebra_;
  std::int64_t precision_;
  const Point* point_;
  bool left_ = false;
  std::map<int, AtomValue> known_;
};

/// The sign of a real constant; 0 if it is zero, not real, or not known at 512 bits.
[[nodiscard]] int sign_of(Algebra& algebra, const Fraction& constant);

/// Whether nothing but positive constants is in it.
[[nodiscard]] bool real_by_form(const Algebra& algebra, const Fraction& form);

/// The only integer n with n <= value < n + 1, if it can be told.
[[nodiscard]] std::optional<Integer> floor_of(Algebra& algebra, const Fraction& constant);

}  // namespace assay::math
