// Families with an unknown or a divisor: linear equations, remainders, gcd and lcm.
#include <algorithm>
#include <numeric>
#include <utility>

#include "datasets/builtin/math_families.hpp"

namespace assay::builtin {
namespace {

std::string signed_term(std::int64_t value) {
  return value < 0 ? "-" + str(-value) : "+" + str(value);
}

std::string term_in_x(std::int64_t factor) {
  return factor == 1 ? "x" : factor == -1 ? "-x" : str(factor) + "x";
}

std::int64_t nonzero(int low, int high, PhiloxStream& random) {
  int value = 0;
  while (value == 0) {
    value = random.between(low, high);
  }
  return value;
}

void check_by_substitution(std::int64_t a, std::int64_t b, std::int64_t x, Teacher& teacher) {
  if (teacher.begin_check()) {
    teacher.times(a, x);
    if (b != 0) {
      teacher.plus(a * x, b);
    }
    teacher.end_check();
  }
}

/// Solves a x + b = c from the written equation on.
void solve_two_steps(std::int64_t a, std::int64_t b, std::int64_t c, Teacher& teacher) {
  const std::int64_t rest = c - b;
  if (b != 0) {
    teacher.say(term_in_x(a) + "=" + str(c) + signed_term(-b));
    b < 0 ? teacher.plus(c, -b) : teacher.minus(c, b);
    teacher.say(term_in_x(a) + "=" + str(rest));
  }
  if (a != 1) {
    teacher.say("x=" + str(rest) + "/" + str(a));
    teacher.exact_quotient(rest, a);
  }
  teacher.say("x=" + str(rest / a));
}

struct Linear {
  std::int64_t a, b, c, d;  ///< a x + b = c x + d
  bool bracket;             ///< a (x + b) = d instead
  std::int64_t x;
};

Linear draw_linear(int level, PhiloxStream& random) {
  Linear drawn{random.between(2, 9), 0, 0, 0, false, 0};
  if (level == 1) {
    drawn.x = random.between(2, 30);
    const bool one_step = random.chance(0.5);
    drawn.a = one_step && random.chance(0.5) ? 1 : random.between(2, 9);
    drawn.b = drawn.a == 1 ? nonzero(-40, 60, random) : one_step ? 0 : random.between(1, 20);
  } else if (level == 2) {
    drawn.x = random.between(2, 40);
    drawn.b = nonzero(-60, 60, random);
  } else if (level == 3) {
    drawn.x = nonzero(-40, 40, random);
    drawn.b = nonzero(-60, 60, random);
    drawn.bracket = random.chance(0.4);
    drawn.b = drawn.bracket ? nonzero(-20, 20, random) : drawn.b;
    drawn.a = !drawn.bracket && random.chance(0.25) ? -drawn.a : drawn.a;
  } else {
    drawn.x = nonzero(-30, 30, random);
    drawn.b = nonzero(-60, 60, random);
    drawn.a = random.between(4, 15);
    drawn.c = drawn.a - random.between(2, 9);
    drawn.c = drawn.c == 0 ? 1 : drawn.c;
    drawn.c = drawn.a - drawn.c < 2 ? 2 - drawn.a : drawn.c;
  }
  drawn.d = drawn.bracket ? drawn.a * (drawn.x + drawn.b) : (drawn.a - drawn.c) * drawn.x + drawn.b;
  return drawn;
}

std::string equation(const Linear& e) {
  if (e.bracket) {
    return str(e.a) + "(x" + signed_term(e.b) + ")=" + str(e.d);
  }
  return term_in_x(e.a) + (e.b != 0 ? signed_term(e.b) : "") + "=" +
         (e.c != 0 ? term_in_x(e.c) + signed_term(e.d) : str(e.d));
}

void solve_linear(const Linear& e, Teacher& teacher) {
  teacher.say(equation(e));
  if (e.bracket) {
    teacher.say("x" + signed_term(e.b) + "=" + str(e.d) + "/" + str(e.a));
    teacher.exact_quotient(e.d, e.a);
    teacher.say("x" + signed_term(e.b) + "=" + str(e.d / e.a));
    solve_two_steps(1, e.b, e.d / e.a, teacher);
    check_by_substitution(1, e.b, e.x, teacher);
    return;
  }
  if (e.c != 0) {
    const std::int64_t factor = e.a - e.c;
    e.c < 0 ? teacher.plus(e.a, -e.c) : teacher.minus(e.a, e.c);
    teacher.say(term_in_x(factor) + signed_term(e.b) + "=" + str(e.d));
    solve_two_steps(factor, e.b, e.d, teacher);
    check_by_substitution(factor, e.b, e.x, teacher);
    return;
  }
  solve_two_steps(e.a, e.b, e.d, teacher);
  check_by_substitution(e.a, e.b, e.x, teacher);
}

MathTask remainder_task(int level, PhiloxStream& random) {
  const std::int64_t b = random.between(3, 9);
  const std::int64_t a = number_of_digits(level + 1, random);
  constexpr const char* wordings[] = {"What is the remainder when {0} is divided by {1}?",
                                      "Compute {0} mod {1}.", "Find {0} modulo {1}."};
  MathTask task;
  task.question = fill(any_of(wordings, random), {str(a), str(b)});
  task.key = "mod:" + str(a) + "," + str(b);
  task.answer = str(a % b);
  task.explain = [a, b](Teacher& teacher) {
    const Quotient q = teacher.divide(a, b);
    if (teacher.begin_check()) {
      teacher.multiply(q.value, b);
      if (q.remainder > 0) {
        teacher.add(q.value * b, q.remainder);
      }
      teacher.end_check();
    }
  };
  return task;
}

/// A pair with a common divisor, so that gcd 1 is not the usual answer.
std::pair<std::int64_t, std::int64_t> related_pair(int level, PhiloxStream& random) {
  constexpr int largest_factor[] = {4, 9, 14, 25};
  constexpr int largest_value[] = {30, 60, 99, 250};
  constexpr int steps[] = {2, 3, 4, 5};
  const auto band = static_cast<std::size_t>(level - 1);
  for (;;) {
    const std::int64_t common = random.between(1, largest_factor[band]);
    const std::int64_t most = largest_value[band] / common;
    const std::int64_t a = common * random.between(2, static_cast<int>(most));
    const std::int64_t b = common * random.between(2, static_cast<int>(most));
    if (a != b && std::min(a, b) > 3 && euclid_is_short(a, b, steps[band], 6)) {
      return {a, b};
    }
  }
}

MathTask gcd_task(int level, PhiloxStream& random) {
  const auto [a, b] = related_pair(level, random);
  constexpr const char* wordings[] = {"What is the greatest common divisor of {0} and {1}?",
                                      "Find gcd({0},{1}).", "Compute the GCD of {0} and {1}."};
  MathTask task;
  task.question = fill(any_of(wordings, random), {str(a), str(b)});
  task.key = "gcd:" + sorted_pair(a, b);
  task.answer = str(std::gcd(a, b));
  task.explain = [p = a, q = b](Teacher& teacher) { teacher.gcd(p, q); };
  return task;
}

MathTask lcm_task(int level, PhiloxStream& random) {
  std::int64_t a = 0;
  std::int64_t b = 0;
  do {
    std::tie(a, b) = related_pair(level - 1, random);
  } while (std::gcd(a, b) >= 10);
  constexpr const char* wordings[] = {"What is the least common multiple of {0} and {1}?",
                                      "Find lcm({0},{1}).", "Compute the LCM of {0} and {1}."};
  MathTask task;
  task.question = fill(any_of(wordings, random), {str(a), str(b)});
  task.key = "lcm:" + sorted_pair(a, b);
  task.answer = str(std::lcm(a, b));
  task.explain = [a, b](Teacher& teacher) {
    const std::int64_t common = teacher.gcd(a, b);
    const std::int64_t part = common == 1 ? a : teacher.exact_quotient(a, common);
    teacher.times(part, b);
    teacher.check_last_operation();
  };
  return task;
}

}  // namespace

MathTask linear_equation_task(int level, PhiloxStream& random) {
  const Linear drawn = draw_linear(level, random);
  constexpr const char* wordings[] = {"Solve {0} for x.", "Find x if {0}.", "What is x when {0}?"};
  MathTask task;
  task.question = fill(any_of(wordings, random), {equation(drawn)});
  task.key = equation(drawn);
  task.answer = str(drawn.x);
  task.explain = [drawn](Teacher& teacher) { solve_linear(drawn, teacher); };
  return task;
}

MathTask number_theory_task(int level, PhiloxStream& random) {
  const std::uint32_t kind = random.below(3);
  if (kind == 0) {
    return remainder_task(level, random);
  }
  return kind == 1 && level >= 3 ? lcm_task(level, random) : gcd_task(level, random);
}

}  // namespace assay::builtin
