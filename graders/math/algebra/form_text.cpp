#include "graders/math/algebra/form_text.hpp"

#include <algorithm>
#include <bit>

namespace assay::math {

namespace {

constexpr std::size_t most_text = 2'000;

/// Cut, but texts of different forms stay different: what is cut leaves its hash.
std::string cut(std::string text) {
  if (text.size() > most_text) {
    std::uint64_t hash = 1469598103934665603U;
    for (const char c : text) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    }
    text = text.substr(0, most_text) + "..#" + std::to_string(hash);
  }
  return text;
}

std::string in_parentheses(const Rational& value) {
  return value.is_integer() && value.sign() > 0 ? value.text() : "(" + value.text() + ")";
}

std::string factor_text(const Algebra& algebra, const Factor& factor) {
  const Atom& atom = algebra.at(factor.atom);
  const std::string& exponent = factor.exponent.text();
  if (atom.kind == AtomKind::minus_one) {
    return exponent == "1/2" ? "i" : "(-1)^(" + exponent + ")";
  }
  if (atom.kind == AtomKind::power) {
    const std::string base = to_text(algebra, atom.args[0]);
    const std::string power = to_text(algebra, atom.args[1]);
    const bool word = base.find_first_of("+-*/^ ") == std::string::npos;
    return (word ? base : "(" + base + ")") + "^(" +
           (exponent == "1" ? power : exponent + "*" + power) + ")";
  }
  if (exponent == "1") {
    return atom.name;
  }
  if (exponent == "1/2") {
    return "sqrt(" + atom.name + ")";
  }
  const bool word = atom.kind != AtomKind::root;
  return (word ? atom.name : "(" + atom.name + ")") + "^" + in_parentheses(factor.exponent);
}

struct Written {
  Rational degree;
  std::string monomial;
  Rational coefficient;
};

std::vector<Written> written_terms(const Algebra& algebra, const Polynomial& form) {
  std::vector<Written> terms;
  for (const Term& term : form) {
    algebra.work().spend(10 + product_cost(term.coefficient.bits(), false));
    std::vector<std::string> factors;
    Rational degree;
    Integer under_root = 1;  // sqrt(2) sqrt(3) reads as sqrt(6)
    for (const Factor& factor : term.monomial) {
      const Atom& atom = algebra.at(factor.atom);
      if (atom.kind == AtomKind::prime && factor.exponent == Rational(1, 2)) {
        fmpz_mul(under_root.get(), under_root.get(), atom.prime.get());
        continue;
      }
      factors.push_back(factor_text(algebra, factor));
      algebra.work().spend(6 + static_cast<std::int64_t>(factors.back().size()) / 8);
      degree += atom.constant ? Rational() : factor.exponent;
    }
    if (!(under_root == Integer(1))) {
      factors.push_back("sqrt(" + Rational(under_root).text() + ")");
    }
    std::sort(factors.begin(), factors.end());
    std::string text;
    for (const std::string& factor : factors) {
      text += (text.empty() ? "" : "*") + factor;
    }
    terms.push_back({degree, std::move(text), term.coefficient});
  }
  algebra.work().spend(static_cast<std::int64_t>(terms.size() * std::bit_width(terms.size())));
  std::sort(terms.begin(), terms.end(), [](const Written& a, const Written& b) {
    return a.degree == b.degree ? a.monomial < b.monomial : b.degree < a.degree;
  });
  return terms;
}

}  // namespace

Rational content(const Polynomial& form) {
  Rational result;
  for (const Term& term : form) {
    fmpz_gcd(fmpq_numref(result.get()), result.numerator(), term.coefficient.numerator());
    fmpz_lcm(fmpq_denref(result.get()), result.denominator(), term.coefficient.denominator());
  }
  return form.empty() ? Rational(1) : result;
}

Rational leading_coefficient(const Algebra& algebra, const Polynomial& form) {
  return form.empty() ? Rational() : written_terms(algebra, form).front().coefficient;
}

std::string to_text(const Algebra& algebra, const Polynomial& form) {
  std::string text;
  for (const Written& term : written_terms(algebra, form)) {
    const bool negative = term.coefficient.sign() < 0;
    const std::string size = (negative ? -term.coefficient : term.coefficient).text();
    text += text.empty() ? (negative ? "-" : "") : (negative ? " - " : " + ");
    if (term.monomial.empty()) {
      text += size;
    } else {
      text += (size == "1" ? "" : size + "*") + term.monomial;
    }
  }
  return cut(text.empty() ? "0" : text);
}

std::string to_text(const Algebra& algebra, const Fraction& form) {
  std::string top = to_text(algebra, form.top);
  const bool whole = form.bottom.size() == 1 && form.bottom.front().monomial.empty() &&
                     form.bottom.front().coefficient.is_one();
  if (whole) {
    return top;
  }
  return cut((form.top.size() > 1 ? "(" + top + ")" : top) + "/(" + to_text(algebra, form.bottom) +
             ")");
}

}  // namespace assay::math
