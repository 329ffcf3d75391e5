#include "graders/verify/rational.hpp"

#include <limits>
#include <utility>

namespace assay {

namespace {

using Integer = Rational::Integer;

constexpr Integer largest = std::numeric_limits<long long>::max();

Integer absolute(Integer value) { return value < 0 ? -value : value; }

Integer common_divisor(Integer a, Integer b) {
  a = absolute(a);
  while (b != 0) {
    a = std::exchange(b, a % b);
  }
  return a;
}

}  // namespace

std::string Rational::text() const {
  const std::string whole = std::to_string(static_cast<long long>(numerator_));
  return denominator_ == 1 ? whole
                           : whole + "/" + std::to_string(static_cast<long long>(denominator_));
}

std::optional<Rational> Rational::apply(char operation, const Rational& a, const Rational& b) {
  // Parts are below 2^63, so products and their sums fit.
  Rational result;
  switch (operation) {
    case '+':
    case '-':
      result.numerator_ = a.numerator_ * b.denominator_ +
                          (operation == '+' ? 1 : -1) * b.numerator_ * a.denominator_;
      result.denominator_ = a.denominator_ * b.denominator_;
      break;
    case '*':
      result.numerator_ = a.numerator_ * b.numerator_;
      result.denominator_ = a.denominator_ * b.denominator_;
      break;
    default:
      result.numerator_ = a.numerator_ * b.denominator_;
      result.denominator_ = a.denominator_ * b.numerator_;
  }
  if (result.denominator_ == 0) {
    return std::nullopt;
  }
  const Integer sign = result.denominator_ < 0 ? -1 : 1;
  const Integer divisor = sign * common_divisor(result.numerator_, result.denominator_);
  result.numerator_ /= divisor;
  result.denominator_ /= divisor;
  const bool fits = absolute(result.numerator_) <= largest && result.denominator_ <= largest;
  return fits ? std::optional(result) : std::nullopt;
}

}  // namespace assay
