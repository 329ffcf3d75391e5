#include "datasets/builtin/arithmetic_trace.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace assay::builtin {
namespace {

std::string str(std::int64_t value) { return std::to_string(value); }

std::string padded(std::int64_t value, std::size_t width) {
  std::string digits = str(value);
  return std::string(width > digits.size() ? width - digits.size() : 0, '0') + digits;
}

std::size_t common_width(std::int64_t a, std::int64_t b) {
  return std::max(str(a).size(), str(b).size());
}

int digit_from_right(const std::string& digits, std::size_t column) {
  return digits[digits.size() - 1 - column] - '0';
}

/// The next multiple down, then one more: an independent way to a product of two digits.
std::string nearby_multiple(std::int64_t a, std::int64_t b) {
  if (a == 0) {
    return str(b) + "*0=0";
  }
  const std::int64_t below = b * (a - 1);
  return str(b) + "*" + str(a - 1) + "=" + str(below) + " " + str(below) + "+" + str(b) + "=" +
         str(a * b);
}

std::string comparison(std::int64_t a, std::int64_t b) {
  return str(a) + (a < b ? "<" : ">") + str(b);
}

/// An operand in the middle of an expression: negative numbers in parentheses.
std::string operand(std::int64_t value) { return value < 0 ? "(" + str(value) + ")" : str(value); }

}  // namespace

void Teacher::say(const std::string& line) {
  text_ += line;
  text_ += '\n';
}

void Teacher::fact(std::int64_t right, const std::function<std::string(std::int64_t)>& line,
                   const std::string& route) {
  const std::int64_t position = facts_++;
  if (position == plan_.wrong_at) {
    const std::int64_t wrong =
        right >= 0 && right + plan_.slip < 0 ? right - plan_.slip : right + plan_.slip;
    text_ += wrong_begin;
    say(line(wrong));
    text_ += wrong_end;
    say("Wait, that is wrong.");
    say(route);
  }
  say(line(right));
  if (position == plan_.doubt_at) {
    say("Check: " + route + " ok.");
  }
}

std::int64_t Teacher::add(std::int64_t a, std::int64_t b) {
  if (a >= 10 || b >= 10) {
    return add_columns(a, b);
  }
  const auto line = [&](std::int64_t sum) { return str(a) + "+" + str(b) + "=" + str(sum); };
  fact(a + b, line, str(b) + "+" + str(a) + "=" + str(a + b));
  return a + b;
}

std::int64_t Teacher::add_columns(std::int64_t a, std::int64_t b) {
  const std::size_t width = common_width(a, b);
  const std::string x = padded(a, width);
  const std::string y = padded(b, width);
  say(x + "+" + y + ":");
  std::string found;
  std::int64_t carry = 0;
  for (std::size_t column = 0; column < width; ++column) {
    const std::int64_t p = digit_from_right(x, column);
    const std::int64_t q = digit_from_right(y, column);
    const auto line = [&](std::int64_t sum) {
      return str(p) + "+" + str(q) + "+" + str(carry) + "=" + str(sum) + " c" + str(sum / 10) +
             " [" + str(sum % 10) + found + "]";
    };
    fact(p + q + carry, line,
         str(q) + "+" + str(p) + "=" + str(p + q) + " " + str(p + q) + "+" + str(carry) + "=" +
             str(p + q + carry));
    found = str((p + q + carry) % 10) + found;
    carry = (p + q + carry) / 10;
  }
  if (carry > 0) {
    say("c1 [1" + found + "]");
  }
  say("=" + str(a + b));
  return a + b;
}

std::int64_t Teacher::subtract(std::int64_t a, std::int64_t b) {
  const bool is_fact = a == b || (a < 20 && b < 10 && a - b < 10);
  if (!is_fact) {
    return subtract_columns(a, b);
  }
  const auto line = [&](std::int64_t rest) { return str(a) + "-" + str(b) + "=" + str(rest); };
  fact(a - b, line, str(b) + "+" + str(a - b) + "=" + str(a));
  return a - b;
}

std::int64_t Teacher::subtract_columns(std::int64_t a, std::int64_t b) {
  const std::size_t width = common_width(a, b);
  const std::string x = padded(a, width);
  const std::string y = padded(b, width);
  say(x + "-" + y + ":");
  std::string found;
  std::int64_t borrow = 0;
  for (std::size_t column = 0; column < width; ++column) {
    const std::int64_t p = digit_from_right(x, column);
    const std::int64_t q = digit_from_right(y, column);
    const auto line = [&](std::int64_t rest) {
      return str(p) + "-" + str(q) + "-" + str(borrow) + "=" + str(rest) + " b" +
             (rest < 0 ? "1" : "0") + " [" + str(((rest % 10) + 10) % 10) + found + "]";
    };
    const std::int64_t rest = p - q - borrow;
    const std::int64_t digit = rest < 0 ? rest + 10 : rest;
    fact(rest, line, str(digit) + "+" + str(q) + "+" + str(borrow) + "=" + str(digit + q + borrow));
    found = str(digit) + found;
    borrow = rest < 0 ? 1 : 0;
  }
  say("=" + str(a - b));
  return a - b;
}

void Teacher::small_product(std::int64_t a, std::int64_t b) {
  const auto line = [&](std::int64_t product) {
    return str(a) + "*" + str(b) + "=" + str(product);
  };
  fact(a * b, line,
       a < 2 || b < 2 ? str(b) + "*" + str(a) + "=" + str(a * b) : nearby_multiple(a, b));
}

std::int64_t Teacher::multiply(std::int64_t a, std::int64_t b) {
  if (a < b) {
    std::swap(a, b);
  }
  if (a < 10 || b < 2) {
    small_product(a, b);
  } else if (b < 10) {
    multiply_by_digit(a, b);
  } else {
    multiply_long(a, b);
  }
  return a * b;
}

std::int64_t Teacher::multiply_by_digit(std::int64_t a, std::int64_t digit) {
  const std::string x = str(a);
  say(x + "*" + str(digit) + ":");
  std::string found;
  std::int64_t carry = 0;
  for (std::size_t column = 0; column < x.size(); ++column) {
    const std::int64_t p = digit_from_right(x, column);
    const std::int64_t product = p * digit;
    const auto line = [&](std::int64_t value) {
      std::string text = str(p) + "*" + str(digit) + "=" + str(value);
      if (carry > 0) {
        text += " " + str(value) + "+" + str(carry) + "=" + str(value + carry);
      }
      const std::int64_t total = value + carry;
      return text + " c" + str(total / 10) + " [" + str(total % 10) + found + "]";
    };
    fact(product, line, nearby_multiple(p, digit));
    found = str((product + carry) % 10) + found;
    carry = (product + carry) / 10;
  }
  if (carry > 0) {
    say("c" + str(carry) + " [" + str(carry) + found + "]");
  }
  say("=" + str(a * digit));
  return a * digit;
}

std::int64_t Teacher::multiply_long(std::int64_t a, std::int64_t b) {
  const std::string y = str(b);
  say(str(a) + "*" + y + ":");
  std::int64_t sum = 0;
  std::int64_t scale = 1;
  for (std::size_t column = 0; column < y.size(); ++column, scale *= 10) {
    const std::int64_t digit = digit_from_right(y, column);
    if (digit == 0) {
      continue;
    }
    const std::int64_t part = multiply(a, digit);
    if (scale > 1) {
      say(str(part) + "*" + str(scale) + "=" + str(part * scale));
    }
    sum = sum == 0 ? part * scale : add(part * scale, sum);
  }
  say(str(a) + "*" + y + "=" + str(sum));
  return sum;
}

Quotient Teacher::divide(std::int64_t a, std::int64_t b) {
  return b < 10 ? divide_by_digit(a, b) : divide_by_number(a, b);
}

Quotient Teacher::divide_by_digit(std::int64_t a, std::int64_t digit) {
  const std::string x = str(a);
  say(x + "/" + str(digit) + ":");
  std::string found;
  std::int64_t chunk = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    chunk = chunk * 10 + (x[i] - '0');
    if (found.empty() && chunk < digit && i + 1 < x.size()) {
      continue;
    }
    const std::int64_t q = chunk / digit;
    const auto line = [&](std::int64_t guess) {
      const std::int64_t product = guess * digit;
      return str(chunk) + ": " + str(guess) + "*" + str(digit) + "=" + str(product) + " " +
             str(chunk) + "-" + str(product) + "=" + str(chunk - product) + " [" + found +
             str(guess) + "]";
    };
    fact(q, line,
         str(digit) + "*" + str(q) + "=" + str(digit * q) + " " + str(digit) + "*" + str(q + 1) +
             "=" + str(digit * (q + 1)));
    found += str(q);
    chunk -= q * digit;
  }
  say("=" + str(a / digit) + " r" + str(chunk));
  return {a / digit, chunk};
}

Quotient Teacher::divide_by_number(std::int64_t a, std::int64_t b) {
  const std::int64_t q = a / b;
  say(str(a) + "/" + str(b) + ":");
  if (q == 0) {
    say(comparison(a, b));
  } else {
    const std::int64_t product = q == 1 ? b : multiply(b, q);
    subtract(a, product);
  }
  say("=" + str(q) + " r" + str(a % b));
  return {q, a % b};
}

std::int64_t Teacher::gcd(std::int64_t a, std::int64_t b) {
  if (a < b) {
    std::swap(a, b);
  }
  say("gcd(" + str(a) + "," + str(b) + "):");
  while (b > 1) {
    const std::int64_t rest = divide(a, b).remainder;
    a = b;
    b = rest;
    if (b > 0) {
      say("gcd(" + str(a) + "," + str(b) + "):");
    }
  }
  const std::int64_t result = b == 1 ? 1 : a;
  say("gcd " + str(result));
  return result;
}

void Teacher::remember(char op, std::int64_t a, std::int64_t b, std::int64_t result) {
  last_op_ = op;
  last_a_ = a;
  last_b_ = b;
  last_result_ = result;
}

std::int64_t Teacher::plus(std::int64_t a, std::int64_t b) {
  const std::int64_t sum = a + b;
  if (a >= 0 && b >= 0) {
    add(a, b);
  } else if (a < 0 && b < 0) {
    say("both -, sign -");
    add(-a, -b);
  } else {
    const std::int64_t x = std::llabs(a);
    const std::int64_t y = std::llabs(b);
    if (x != y) {
      say(comparison(x, y) + ", sign " + (sum < 0 ? "-" : "+"));
    }
    subtract(std::max(x, y), std::min(x, y));
  }
  if (a < 0 || b < 0) {
    say(str(a) + "+" + operand(b) + "=" + str(sum));
  }
  remember('+', a, b, sum);
  return sum;
}

std::int64_t Teacher::minus(std::int64_t a, std::int64_t b) {
  const std::int64_t rest = a - b;
  if (b < 0) {
    say(str(a) + "-" + operand(b) + "=" + str(a) + "+" + str(-b));
    plus(a, -b);
  } else if (a < 0) {
    say("both -, sign -");
    add(-a, b);
    say(str(a) + "-" + str(b) + "=" + str(rest));
  } else {
    if (a != b) {
      say(comparison(a, b) + ", sign " + (a < b ? "-" : "+"));
    }
    subtract(std::max(a, b), std::min(a, b));
    if (a < b) {
      say(str(a) + "-" + str(b) + "=" + str(rest));
    }
  }
  remember('-', a, b, rest);
  return rest;
}

std::int64_t Teacher::times(std::int64_t a, std::int64_t b) {
  const bool signs = a < 0 || b < 0;
  if (signs) {
    say(std::string("sign ") + ((a < 0) == (b < 0) ? "+" : "-"));
  }
  multiply(std::llabs(a), std::llabs(b));
  if (signs) {
    say(operand(a) + "*" + operand(b) + "=" + str(a * b));
  }
  remember('*', a, b, a * b);
  return a * b;
}

std::int64_t Teacher::exact_quotient(std::int64_t a, std::int64_t b) {
  const bool signs = a < 0 || b < 0;
  if (signs) {
    say(std::string("sign ") + ((a < 0) == (b < 0) ? "+" : "-"));
  }
  if (b == 1) {
    say(str(a) + "/1=" + str(a));
  } else {
    divide(std::llabs(a), std::llabs(b));
  }
  if (signs) {
    say(operand(a) + "/" + operand(b) + "=" + str(a / b));
  }
  remember('/', a, b, a / b);
  return a / b;
}

bool Teacher::begin_check() {
  if (plan_.check) {
    say("Check:");
  }
  return plan_.check;
}

void Teacher::check_last_operation() {
  const std::int64_t divisor = std::llabs(last_b_);
  const bool invertible = last_op_ == '*' ? divisor > 1 && divisor < 10 : last_op_ != 0;
  if (!invertible || !begin_check()) {
    return;
  }
  if (last_op_ == '+') {
    minus(last_result_, last_b_);
  } else if (last_op_ == '-') {
    plus(last_result_, last_b_);
  } else if (last_op_ == '*') {
    exact_quotient(last_result_, last_b_);
  } else {
    times(last_result_, last_b_);
  }
  end_check();
}

bool euclid_is_short(std::int64_t a, std::int64_t b, int max_steps, std::int64_t max_quotient) {
  if (a < b) {
    std::swap(a, b);
  }
  int steps = 0;
  while (b > 1) {
    if (b >= 10 && a / b > max_quotient) {
      return false;
    }
    a = std::exchange(b, a % b);
    ++steps;
  }
  return steps <= max_steps;
}

}  // namespace assay::builtin
