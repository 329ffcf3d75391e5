#include "graders/math/algebra/zero_test.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "graders/math/algebra/separation.hpp"

namespace assay::math {

namespace {

constexpr std::int64_t first_precision = 64;
constexpr std::int64_t last_precision = 4'096;
// A first point is looked at more closely, in case the sides differ by a tiny constant.
constexpr std::int64_t first_point_bits = 1'000;
constexpr std::int64_t point_bits = 128;
constexpr std::int64_t most_scale = 40'000;
constexpr int points_wanted = 7;
constexpr int fewest_points = 3;
constexpr int most_points = 24;

/// |ball| < 2^-bits.
bool below(const Ball& ball, std::int64_t bits) {
  mag_t size;
  mag_init(size);
  acb_get_mag(size, ball.get());
  const bool result = ball.finite() && mag_cmp_2exp_si(size, -bits) < 0;
  mag_clear(size);
  return result;
}

/// log |term| as a ball, which exists for numbers far beyond the range of their own balls.
Ball log_size(Algebra& algebra, const Term& term, std::int64_t precision) {
  const Point nowhere;
  Ball sum;
  Ball part;
  fmpq* c = nullptr;
  Rational size = term.coefficient.sign() < 0 ? -term.coefficient : term.coefficient;
  c = size.get();
  acb_set_fmpq(sum.get(), c, precision);
  acb_log(sum.get(), sum.get(), precision);
  for (const Factor& factor : term.monomial) {
    const Atom& atom = algebra.at(factor.atom);
    const bool power = atom.kind == AtomKind::power;
    algebra.work().spend(16 * (4 + precision / 64));
    Evaluator evaluator(algebra, precision, nowhere);
    Ball base =
        power ? evaluator.value(atom.args[0]) : evaluator.value(Term{{Factor{factor.atom, 1}}, 1});
    if (atom.kind == AtomKind::minus_one) {
      continue;  // of size 1
    }
    acb_log(part.get(), base.get(), precision);
    if (power) {
      const Ball exponent = evaluator.value(atom.args[1]);
      acb_mul(part.get(), part.get(), exponent.get(), precision);
    }
    Ball q;
    acb_set_fmpq(q.get(), factor.exponent.get(), precision);
    acb_mul(part.get(), part.get(), q.get(), precision);
    acb_add(sum.get(), sum.get(), part.get(), precision);
  }
  return sum;
}

/// Whether one term is larger than all others together.
bool one_term_dominates(Algebra& algebra, const Polynomial& form) {
  for (std::int64_t precision = 128; precision <= 1'024 && algebra.ok(); precision *= 8) {
    std::vector<Ball> sizes;
    for (const Term& term : form) {
      sizes.push_back(log_size(algebra, term, precision));
      if (!sizes.back().finite()) {
        return false;
      }
    }
    const auto largest =
        std::max_element(sizes.begin(), sizes.end(), [](const Ball& a, const Ball& b) {
          return arf_cmp(arb_midref(a.real()), arb_midref(b.real())) < 0;
        });
    // Of two terms, not equal in size is enough; of n, e^n times as large is.
    const auto margin = static_cast<std::int64_t>(form.size() == 2 ? 0 : form.size());
    bool dominates = true;
    for (auto other = sizes.begin(); other != sizes.end(); ++other) {
      Ball with_margin = *other;
      arb_add_si(with_margin.real(), with_margin.real(), margin, precision);
      dominates =
          dominates && (other == largest || arb_gt(largest->real(), with_margin.real()) != 0);
    }
    if (dominates) {
      return true;
    }
  }
  return false;
}

Decision no(std::string rule) { return {Truth::no, std::move(rule)}; }

/// The terms' sizes in bits, 0 if all are below 1.
std::int64_t scale_bits(Algebra& algebra, const Polynomial& form, const Point& point) {
  Evaluator evaluator(algebra, first_precision, point);
  std::int64_t bits = 0;
  for (const Term& term : form) {
    const Ball ball = evaluator.value(term);
    mag_t size;
    mag_init(size);
    acb_get_mag(size, ball.get());
    if (ball.finite() && mag_cmp_2exp_si(size, 1'000'000) < 0 && mag_cmp_2exp_si(size, 0) > 0) {
      bits = std::max<std::int64_t>(bits, fmpz_get_si(MAG_EXPREF(size)));
    }
    mag_clear(size);
  }
  return bits;
}

}  // namespace

bool surely_not_zero(Algebra& algebra, const Polynomial& form) {
  const Point nowhere;
  for (std::int64_t p = first_precision; p <= last_precision && algebra.ok(); p *= 4) {
    const Ball ball = Evaluator(algebra, p, nowhere).value(form);
    if (ball.finite() && !ball.contains_zero()) {
      return true;
    }
  }
  return algebra.ok() && form.size() > 1 && one_term_dominates(algebra, form);
}

Decision constant_is_zero(Algebra& algebra, const Polynomial& form) {
  const Point nowhere;
  const std::optional<std::int64_t> separation = separation_bits(algebra, form);
  const std::int64_t scale = scale_bits(algebra, form, nowhere);
  const std::int64_t last =
      separation ? *separation + std::min<std::int64_t>(scale, 30'000) + 64
                 : last_precision + std::min<std::int64_t>(scale, 2 * last_precision);
  for (std::int64_t p = first_precision; algebra.ok(); p = std::min(p * 4, last)) {
    const Ball ball = Evaluator(algebra, p, nowhere).value(form);
    if (ball.finite() && !ball.contains_zero()) {
      return no(fmt::format("different: disjoint balls at {} bits", p));
    }
    if (separation && below(ball, *separation)) {
      return {Truth::yes, fmt::format("equal: the difference is below its separation bound 2^-{}",
                                      *separation)};
    }
    if (p >= last && below(ball, last_precision / 2)) {
      return {Truth::yes,
              fmt::format("equal with evidence: no difference above 2^-{}", last_precision / 2)};
    }
    if (p >= last || (!ball.finite() && p > 1'000)) {
      break;
    }
  }
  if (algebra.ok() && form.size() > 1 && one_term_dominates(algebra, form)) {
    return no("different: of another size");
  }
  return algebra.ok() ? Decision{Truth::unknown, "undecided: too near or too large to tell"}
                      : undecided(algebra.failure());
}

namespace {

enum class AtPoint { agree, differ, mismatch, nothing };

bool in_reals(Algebra& algebra, const Fraction& side, std::int64_t precision, const Point& point) {
  Evaluator evaluator(algebra, precision, point);
  const Ball ball = evaluator.value(side);
  return ball.finite() && !evaluator.left_reals();
}

AtPoint compare_at(Algebra& algebra, const Sides& sides, const Point& point,
                   std::int64_t wanted_bits) {
  const std::int64_t scale = scale_bits(algebra, sides.difference, point);
  if (scale > most_scale) {
    return AtPoint::nothing;
  }
  const std::int64_t last = wanted_bits + scale + 64;
  for (std::int64_t p = first_precision; algebra.ok(); p = std::min(4 * p, last)) {
    const Ball ball = Evaluator(algebra, p, point).value(sides.difference);
    if (ball.finite() && !ball.contains_zero()) {
      const int real = (in_reals(algebra, sides.gold, p, point) ? 1 : 0) +
                       (in_reals(algebra, sides.answer, p, point) ? 1 : 0);
      if (real == 2 || sides.complex) {
        return AtPoint::differ;
      }
      return real == 1 ? AtPoint::mismatch : AtPoint::nothing;
    }
    if (below(ball, wanted_bits)) {
      const bool defined = Evaluator(algebra, p, point).value(sides.gold).finite() &&
                           Evaluator(algebra, p, point).value(sides.answer).finite();
      return defined ? AtPoint::agree : AtPoint::nothing;
    }
    if (p == last) {
      break;
    }
  }
  return AtPoint::nothing;
}

}  // namespace

Decision zero_at_points(Algebra& algebra, const Sides& sides) {
  int agreed = 0;
  int mismatched = 0;
  for (int i = 0; i < most_points && agreed < points_wanted && algebra.ok(); ++i) {
    const Point point{static_cast<std::uint64_t>(i), sides.integers, sides.complex_symbols};
    switch (compare_at(algebra, sides, point, agreed == 0 ? first_point_bits : point_bits)) {
      case AtPoint::agree:
        ++agreed;
        break;
      case AtPoint::differ:
        return no(fmt::format("different: disjoint balls at point {}", i + 1));
      case AtPoint::mismatch:
        ++mismatched;
        break;
      case AtPoint::nothing:
        break;
    }
  }
  if (!algebra.ok()) {
    return undecided(algebra.failure());
  }
  if (mismatched > 0) {
    return {Truth::unknown, "undecided: equal on a part of the domain only"};
  }
  if (agreed < fewest_points) {
    return {Truth::unknown, "undecided: defined at too few points"};
  }
  return {Truth::yes, fmt::format("equal with evidence: at {} random points no difference above "
                                  "2^-{}",
                                  agreed, point_bits)};
}

}  // namespace assay::math
