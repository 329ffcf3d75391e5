#include "graders/math/algebra/normal_form.hpp"

#include <algorithm>
#include <cctype>

#include "graders/math/algebra/power.hpp"

namespace assay::math {

namespace {

constexpr std::size_t most_digits = 20'000;
constexpr int most_depth = 200;
constexpr std::size_t most_rows = 6;

Integer read_digits(const std::string& digits) {
  Integer result;
  fmpz_set_str(result.get(), digits.empty() ? "0" : digits.c_str(), 10);
  return result;
}

Rational power_of_ten(std::size_t n) {
  Integer result;
  fmpz_ui_pow_ui(result.get(), 10, n);
  return Rational(result);
}

bool all_digits(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
}

int digit_value(char c) {
  const auto u = static_cast<unsigned char>(c);
  return std::isdigit(u) ? u - '0' : (std::isalpha(u) ? std::toupper(u) - 'A' + 10 : 99);
}

using Matrix = std::vector<std::vector<Fraction>>;

/// By the first row.
Fraction determinant(Algebra& algebra, const Matrix& rows) {
  if (rows.size() == 1) {
    return rows[0][0];
  }
  Fraction sum = algebra.zero();
  for (std::size_t skipped = 0; skipped < rows.size() && algebra.ok(); ++skipped) {
    Matrix minor;
    for (std::size_t i = 1; i < rows.size(); ++i) {
      minor.push_back(rows[i]);
      minor.back().erase(minor.back().begin() + static_cast<std::ptrdiff_t>(skipped));
    }
    const Fraction part = algebra.multiply(rows[0][skipped], determinant(algebra, minor));
    sum = skipped % 2 == 0 ? algebra.add(sum, part) : algebra.subtract(sum, part);
  }
  return sum;
}

bool is_trigonometric(const std::string& name) {
  for (const char* known : {"sin", "cos", "tan", "cot", "sec", "csc"}) {
    if (name == known) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<Rational> read_number(const std::string& text) {
  const std::size_t repeat = text.find('(');
  const std::string plain = text.substr(0, repeat);
  const std::size_t point = plain.find('.');
  const std::string whole = plain.substr(0, point);
  const std::string decimals = point == std::string::npos ? "" : plain.substr(point + 1);
  const bool no_digits = whole.size() + decimals.size() == 0 && repeat == std::string::npos;
  if (text.size() > most_digits || no_digits || !all_digits(whole) || !all_digits(decimals)) {
    return std::nullopt;
  }
  const Rational scale = power_of_ten(decimals.size()).inverse();
  Rational value = Rational(read_digits(whole + decimals)) * scale;
  if (repeat != std::string::npos) {
    const std::string cycle = text.substr(repeat + 1, text.size() - repeat - 2);
    if (cycle.empty() || text.back() != ')' || !all_digits(cycle)) {
      return std::nullopt;
    }
    value +=
        Rational(read_digits(cycle)) * (power_of_ten(cycle.size()) - Rational(1)).inverse() * scale;
  }
  return value;
}

bool is_scalar(const Expression& expression) {
  switch (expression.kind) {
    case Kind::number:
    case Kind::constant:
    case Kind::symbol:
    case Kind::based:
      return true;
    case Kind::sum:
    case Kind::product:
    case Kind::quotient:
    case Kind::power:
    case Kind::negative:
      return std::all_of(expression.args.begin(), expression.args.end(), is_scalar);
    case Kind::quantity:
      return (expression.text == "degree" || expression.text == "percent") &&
             is_scalar(expression.args.front());
    case Kind::function:
      return true;
    case Kind::matrix:
      return expression.text == "det";
    default:
      return false;
  }
}

Fraction Normaliser::of_number(const Expression& expression) {
  const auto bits = static_cast<std::int64_t>(expression.text.size()) * 4;
  algebra_->work().spend(product_cost(bits, expression.text.find('.') != std::string::npos));
  const std::optional<Rational> value = read_number(expression.text);
  return value ? algebra_->number(*value) : algebra_->fail(Failure::too_large);
}

Fraction Normaliser::of_constant(const Expression& expression) {
  if (const auto index = indices_.find(expression.text); index != indices_.end()) {
    return index->second;
  }
  if (expression.text == "i") {
    has_i_ = true;
    return algebra_->minus_one_to(Rational(1, 2));
  }
  if (expression.text == "pi" || expression.text == "e") {
    return algebra_->named_constant(expression.text);
  }
  // Infinity is no number: alone it is compared as a sign of its own, and in arithmetic not at all.
  return algebra_->fail(expression.text == "undefined" ? Failure::undefined : Failure::unknown);
}

Fraction Normaliser::of_symbol(const Expression& expression) {
  if (const auto index = indices_.find(expression.text); index != indices_.end()) {
    return index->second;
  }
  symbols_.insert(expression.text);
  return algebra_->symbol(expression.text);
}

void Normaliser::note_integers(const Expression& expression) {
  if (expression.kind == Kind::symbol && indices_.count(expression.text) == 0) {
    integers_.insert(expression.text);
  }
  for (const Expression& arg : expression.args) {
    note_integers(arg);
  }
}

void Normaliser::note_complex(const Expression& expression) {
  const char first = expression.text.empty() ? ' ' : expression.text[0];
  const bool alone = expression.text.size() == 1 || expression.text.find('_') == 1;
  if (expression.kind == Kind::symbol && (first == 'z' || first == 'w') && alone) {
    complex_.insert(expression.text);
  }
  for (const Expression& arg : expression.args) {
    note_complex(arg);
  }
}

/// In halves: of n terms each is then copied log n times, not n.
Fraction Normaliser::sum(const std::vector<Expression>& terms, std::size_t begin, std::size_t end) {
  if (end - begin == 1) {
    return of(terms[begin]);
  }
  const std::size_t middle = begin + (end - begin) / 2;
  Fraction left = sum(terms, begin, middle);
  return algebra_->add(left, sum(terms, middle, end));
}

Fraction Normaliser::of_power(const Expression& expression) {
  const Fraction base = of(expression.args[0]);
  const Fraction exponent = of(expression.args[1]);
  if (algebra_->ok() && !algebra_->is_constant(exponent)) {
    const bool positive = base.top.size() == 1 && base.bottom.size() == 1 &&
                          base.top.front().coefficient.sign() > 0 && algebra_->is_constant(base);
    if (!positive) {
      note_integers(expression.args[1]);
    }
  }
  return power(*algebra_, base, exponent);
}

Fraction Normaliser::of_function(const Expression& expression) {
  const std::string& name = expression.text;
  if (name == "det" && expression.args.size() == 1 &&
      expression.args.front().kind == Kind::matrix) {
    return of_determinant(expression.args.front());
  }
  if (name == "sum" || name == "prod") {
    return of_series(expression);
  }
  std::vector<Fraction> args;
  args.reserve(expression.args.size());
  for (const Expression& arg : expression.args) {
    args.push_back(of(arg));
  }
  bare_log_ = bare_log_ || (name == "log" && args.size() == 1);
  trigonometry_ = trigonometry_ || is_trigonometric(name);
  if (name == "factorial" || name == "binom" || name == "factorial2") {
    note_integers(expression);
  }
  if (name == "abs" || name == "conj" || name == "re" || name == "im") {
    note_complex(expression);
  }
  return apply_function(*algebra_, name, args, form_);
}

/// The value of digits in a base from 2 to 36.
Fraction Normaliser::of_based(const Expression& expression) {
  std::string digits = expression.text;
  digits = digits.substr(0, digits.find('_'));
  const std::string base_text = expression.args.size() == 2 ? expression.args[1].text : "";
  const std::optional<Rational> base = read_number(base_text);
  if (digits.empty() || digits.size() > most_digits || !base || !base->is_small_integer() ||
      base->small() < 2 || base->small() > 36) {
    return algebra_->fail(Failure::unknown);
  }
  Integer value;
  algebra_->work().spend(static_cast<std::int64_t>(digits.size() * (1 + digits.size() / 64)));
  for (const char c : digits) {
    if (digit_value(c) >= base->small()) {
      return algebra_->fail(Failure::undefined);
    }
    fmpz_mul_si(value.get(), value.get(), base->small());
    fmpz_add_si(value.get(), value.get(), digit_value(c));
  }
  return algebra_->number(Rational(value));
}

Fraction Normaliser::of_quantity(const Expression& expression) {
  const Fraction value = of(expression.args.front());
  if (expression.text == "percent") {
    return algebra_->multiply(value, algebra_->number(Rational(1, 100)));
  }
  if (expression.text == "degree") {
    return algebra_->multiply(algebra_->multiply(value, algebra_->number(Rational(1, 180))),
                              algebra_->named_constant("pi"));
  }
  return algebra_->fail(Failure::unknown);
}

Fraction Normaliser::of_determinant(const Expression& expression) {
  Matrix rows;
  for (const Expression& row : expression.args) {
    rows.emplace_back();
    for (const Expression& entry : row.args) {
      rows.back().push_back(of(entry));
    }
  }
  const bool square = !rows.empty() && rows.size() <= most_rows &&
                      std::all_of(rows.begin(), rows.end(),
                                  [&](const auto& row) { return row.size() == rows.size(); });
  return square ? determinant(*algebra_, rows) : algebra_->fail(Failure::unknown);
}

Fraction Normaliser::of(const Expression& expression) {
  if (!algebra_->ok() || !algebra_->work().spend(6)) {
    return algebra_->fail(Failure::work);
  }
  if (depth_ > most_depth) {
    return algebra_->fail(Failure::too_large);
  }
  const std::size_t n = expression.args.size();
  ++depth_;
  Fraction result = Algebra::zero();
  switch (expression.kind) {
    case Kind::number:
      result = of_number(expression);
      break;
    case Kind::constant:
      result = of_constant(expression);
      break;
    case Kind::symbol:
      result = of_symbol(expression);
      break;
    case Kind::sum:
      result = n == 0 ? result : sum(expression.args, 0, n);
      break;
    case Kind::product:
      result = algebra_->number(1);
      for (const Expression& arg : expression.args) {
        result = algebra_->multiply(result, of(arg));
      }
      break;
    case Kind::quotient:
      result = n == 2 ? algebra_->divide(of(expression.args[0]), of(expression.args[1]))
                      : algebra_->fail(Failure::unknown);
      break;
    case Kind::power:
      result = n == 2 ? of_power(expression) : algebra_->fail(Failure::unknown);
      break;
    case Kind::negative:
      result = n == 1 ? algebra_->negate(of(expression.args[0])) : algebra_->fail(Failure::unknown);
      break;
    case Kind::function:
      result = of_function(expression);
      break;
    case Kind::based:
      result = of_based(expression);
      break;
    case Kind::quantity:
      result = n == 1 ? of_quantity(expression) : algebra_->fail(Failure::unknown);
      break;
    case Kind::matrix:
      result = of_determinant(expression);
      break;
    default:
      result = algebra_->fail(Failure::unknown);
  }
  --depth_;
  return algebra_->ok() ? result : Algebra::zero();
}

}  // namespace assay::math
