// From the tree of a scalar to its normal form.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "graders/math/algebra/functions.hpp"
#include "graders/math/algebra/polynomial.hpp"
#include "graders/math/expression.hpp"

namespace assay::math {

/// "12", "0.50", "0.1(6)" exactly; nothing if it has more than 20,000 digits or is no number.
[[nodiscard]] std::optional<Rational> read_number(const std::string& text);

/// Whether it is one value: built of numbers, symbols, arithmetic and functions.
[[nodiscard]] bool is_scalar(const Expression& expression);

class Normaliser {
 public:
  Normaliser(Algebra& algebra, const FunctionForm& form) : algebra_(&algebra), form_(form) {}

  /// 0 after a failure, which the algebra tells.
  [[nodiscard]] Fraction of(const Expression& expression);

  [[nodiscard]] bool has_bare_log() const { return bare_log_; }
  [[nodiscard]] bool has_i() const { return has_i_; }
  [[nodiscard]] bool has_trigonometry() const { return trigonometry_; }
  [[nodiscard]] const std::set<std::string>& symbols() const { return symbols_; }
  /// Symbols in an exponent or a factorial, which stand for integers.
  [[nodiscard]] const std::set<std::string>& integers() const { return integers_; }
  /// z and w inside of |z|, \bar z, Re z or Im z, which by convention are complex.
  [[nodiscard]] const std::set<std::string>& complex() const { return complex_; }

 private:
  Fraction of_number(const Expression& expression);
  Fraction of_constant(const Expression& expression);
  Fraction of_symbol(const Expression& expression);
  Fraction sum(const std::vector<Expression>& terms, std::size_t begin, std::size_t end);
  Fraction of_power(const Expression& expression);
  Fraction of_function(const Expression& expression);
  Fraction of_based(const Expression& expression);
  Fraction of_quantity(const Expression& expression);
  Fraction of_determinant(const Expression& expression);
  Fraction of_series(const Expression& expression);
  Fraction between(const Expression& series, std::int64_t low, std::int64_t high);
  void note_integers(const Expression& expression);
  void note_complex(const Expression& expression);

  Algebra* algebra_;
  FunctionForm form_;
  bool bare_log_ = false;
  bool has_i_ = false;
  bool trigonometry_ = false;
  int depth_ = 0;
  std::map<std::string, Fraction> indices_;  ///< of the sums and products around what is read
  std::set<std::string> symbols_;
  std::set<std::string> integers_;
  std::set<std::string> complex_;
};

}  // namespace assay::math
