// FLINT's numbers as values of C++: integers, rationals, and complex balls (Arb). Only what the
// graders use; the C functions are called on get(). No size is checked here: the callers cap it.
#pragma once

#include <flint/fmpq.h>
#include <flint/fmpz.h>
#ifdef ASSAY_FLINT_3
#include <flint/acb.h>
#include <flint/arb.h>
#else
#include <acb.h>
#include <arb.h>
#endif

#include <cstdint>
#include <string>

namespace assay::math {

class Integer {  // NOLINT(*-special-member-functions): assigned by value
 public:
  Integer() { fmpz_init(value_); }
  Integer(std::int64_t n) { fmpz_init_set_si(value_, n); }  // NOLINT: as a number should
  Integer(const Integer& other) { fmpz_init_set(value_, other.value_); }
  Integer(Integer&& other) noexcept : Integer() { fmpz_swap(value_, other.value_); }
  Integer& operator=(Integer other) noexcept {
    fmpz_swap(value_, other.value_);
    return *this;
  }
  ~Integer() { fmpz_clear(value_); }

  [[nodiscard]] fmpz* get() { return value_; }
  [[nodiscard]] const fmpz* get() const { return value_; }
  [[nodiscard]] std::int64_t bits() const { return static_cast<std::int64_t>(fmpz_bits(value_)); }
  [[nodiscard]] bool is_small() const { return bits() < 62; }
  [[nodiscard]] std::int64_t small() const { return fmpz_get_si(value_); }
  [[nodiscard]] int sign() const { return fmpz_sgn(value_); }
  friend bool operator==(const Integer& a, const Integer& b) {
    return fmpz_equal(a.value_, b.value_) != 0;
  }
  friend bool operator<(const Integer& a, const Integer& b) {
    return fmpz_cmp(a.value_, b.value_) < 0;
  }

 private:
  fmpz_t value_;
};

class Rational {  // NOLINT(*-special-member-functions): assigned by value
 public:
  Rational() { fmpq_init(value_); }
  Rational(std::int64_t n) : Rational() { fmpz_set_si(fmpq_numref(value_), n); }  // NOLINT
  Rational(std::int64_t n, std::int64_t d) : Rational() {
    fmpz_set_si(fmpq_numref(value_), n);
    fmpz_set_si(fmpq_denref(value_), d);
    fmpq_canonicalise(value_);
  }
  Rational(const Integer& n) : Rational() { fmpz_set(fmpq_numref(value_), n.get()); }  // NOLINT
  Rational(const Rational& other) : Rational() { fmpq_set(value_, other.value_); }
  Rational(Rational&& other) noexcept : Rational() { fmpq_swap(value_, other.value_); }
  Rational& operator=(Rational other) noexcept {
    fmpq_swap(value_, other.value_);
    return *this;
  }
  ~Rational() { fmpq_clear(value_); }

  [[nodiscard]] fmpq* get() { return value_; }
  [[nodiscard]] const fmpq* get() const { return value_; }
  [[nodiscard]] const fmpz* numerator() const { return fmpq_numref(value_); }
  [[nodiscard]] const fmpz* denominator() const { return fmpq_denref(value_); }
  [[nodiscard]] bool is_zero() const { return fmpq_is_zero(value_) != 0; }
  [[nodiscard]] bool is_one() const { return fmpq_is_one(value_) != 0; }
  [[nodiscard]] bool is_integer() const { return fmpz_is_one(denominator()) != 0; }
  [[nodiscard]] int sign() const { return fmpq_sgn(value_); }
  /// Of the larger part.
  [[nodiscard]] std::int64_t bits() const {
    return static_cast<std::int64_t>(fmpq_height_bits(value_));
  }
  [[nodiscard]] bool is_small_integer() const { return is_integer() && bits() < 62; }
  /// Only of a small integer.
  [[nodiscard]] std::int64_t small() const { return fmpz_get_si(numerator()); }

  [[nodiscard]] Rational inverse() const {  // not of zero
    Rational result;
    fmpq_inv(result.value_, value_);
    return result;
  }
  [[nodiscard]] Integer floor() const {
    Integer result;
    fmpz_fdiv_q(result.get(), numerator(), denominator());
    return result;
  }
  /// "7", "-3/4".
  [[nodiscard]] std::string text() const {
    char* digits = fmpq_get_str(nullptr, 10, value_);
    std::string result = digits;
    flint_free(digits);
    return result;
  }

  Rational& operator+=(const Rational& other) {
    fmpq_add(value_, value_, other.value_);
    return *this;
  }
  Rational& operator*=(const Rational& other) {
    fmpq_mul(value_, value_, other.value_);
    return *this;
  }
  friend Rational operator+(Rational a, const Rational& b) { return a += b; }
  friend Rational operator*(Rational a, const Rational& b) { return a *= b; }
  friend Rational operator-(Rational a) {
    fmpq_neg(a.value_, a.value_);
    return a;
  }
  friend Rational operator-(Rational a, const Rational& b) {
    fmpq_sub(a.value_, a.value_, b.value_);
    return a;
  }
  friend bool operator==(const Rational& a, const Rational& b) {
    return fmpq_equal(a.value_, b.value_) != 0;
  }
  friend bool operator<(const Rational& a, const Rational& b) {
    return fmpq_cmp(a.value_, b.value_) < 0;
  }

 private:
  fmpq_t value_;
};

/// A box of complex numbers that surely holds the value.
class Ball {  // NOLINT(*-special-member-functions): assigned by value
 public:
  Ball() { acb_init(value_); }
  Ball(const Ball& other) : Ball() { acb_set(value_, other.value_); }
  Ball(Ball&& other) noexcept : Ball() { acb_swap(value_, other.value_); }
  Ball& operator=(Ball other) noexcept {
    acb_swap(value_, other.value_);
    return *this;
  }
  ~Ball() { acb_clear(value_); }

  [[nodiscard]] acb_struct* get() { return value_; }
  [[nodiscard]] const acb_struct* get() const { return value_; }
  [[nodiscard]] arb_struct* real() { return acb_realref(value_); }
  [[nodiscard]] const arb_struct* real() const { return acb_realref(value_); }
  [[nodiscard]] const arb_struct* imaginary() const { return acb_imagref(value_); }
  [[nodiscard]] bool finite() const { return acb_is_finite(value_) != 0; }
  [[nodiscard]] bool contains_zero() const { return acb_contains_zero(value_) != 0; }
  [[nodiscard]] bool is_real() const { return acb_is_real(value_) != 0; }

 private:
  acb_t value_;
};

}  // namespace assay::math
