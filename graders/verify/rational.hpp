// Exact fractions for puzzles of arithmetic.
#pragma once

#include <optional>
#include <string>

namespace assay {

/// A fraction in lowest terms, denominator above 0, both of 127 bits.
class Rational {
 public:
  __extension__ using Integer = __int128;

  Rational() = default;
  explicit Rational(long long value) : numerator_(value) {}

  friend bool operator==(const Rational& a, const Rational& b) {
    return a.numerator_ == b.numerator_ && a.denominator_ == b.denominator_;
  }
  /// "23", "-7/3".
  [[nodiscard]] std::string text() const;

  /// `operation` is + - * or /. Nothing for a division by 0 and for what is larger than 63 bits.
  [[nodiscard]] static std::optional<Rational> apply(char operation, const Rational& a,
                                                     const Rational& b);

 private:
  Integer numerator_ = 0;
  Integer denominator_ = 1;
};

}  // namespace assay
