// Fractions: reducing one, and sums, differences, products and quotients of two.
#include <algorithm>
#include <numeric>
#include <utility>

#include "datasets/builtin/math_families.hpp"

namespace assay::builtin {
namespace {

struct Fraction {
  std::int64_t top;
  std::int64_t bottom;
};

std::string print(const Fraction& f) { return str(f.top) + "/" + str(f.bottom); }

std::string latex(const Fraction& f) { return "\\frac{" + str(f.top) + "}{" + str(f.bottom) + "}"; }

Fraction lowest(const Fraction& f) {
  const std::int64_t common = std::gcd(f.top, f.bottom);
  return {f.top / common, f.bottom / common};
}

std::string answer_text(const Fraction& f) { return f.bottom == 1 ? str(f.top) : print(f); }

/// What must be reduced at the end of a op b.
Fraction unreduced(const Fraction& a, char op, const Fraction& b) {
  if (op == '*') {
    return {a.top * b.top, a.bottom * b.bottom};
  }
  if (op == '/') {
    return {a.top * b.bottom, a.bottom * b.top};
  }
  const std::int64_t common = std::lcm(a.bottom, b.bottom);
  const std::int64_t x = a.top * (common / a.bottom);
  const std::int64_t y = b.top * (common / b.bottom);
  return {op == '+' ? x + y : x - y, common};
}

bool is_short_to_reduce(const Fraction& f) {
  return f.top > 0 && f.top < 200 && f.bottom < 100 && std::gcd(f.top, f.bottom) < 10 &&
         euclid_is_short(f.top, f.bottom, 3, 6);
}

void reduce(const Fraction& f, Teacher& teacher) {
  const std::int64_t common = teacher.gcd(f.top, f.bottom);
  if (common > 1) {
    teacher.exact_quotient(f.top, common);
    teacher.exact_quotient(f.bottom, common);
    teacher.say(print(f) + "=" + print(lowest(f)));
  }
}

/// `f` with its two parts scaled by `factor`.
Fraction expand(const Fraction& f, std::int64_t factor, Teacher& teacher) {
  if (factor == 1) {
    return f;
  }
  const Fraction scaled{teacher.multiply(f.top, factor), teacher.multiply(f.bottom, factor)};
  teacher.say(print(f) + "=" + print(scaled));
  return scaled;
}

void combine(const Fraction& a, char op, const Fraction& b, Teacher& teacher) {
  if (op == '/') {
    const Fraction turned{b.bottom, b.top};
    teacher.say(print(a) + "*" + print(turned));
    combine(a, '*', turned, teacher);
    return;
  }
  if (op == '*') {
    teacher.multiply(a.top, b.top);
    teacher.multiply(a.bottom, b.bottom);
  } else {
    const std::int64_t common = teacher.gcd(a.bottom, b.bottom);
    const std::int64_t for_a = common == 1 ? b.bottom : teacher.exact_quotient(b.bottom, common);
    const std::int64_t for_b = common == 1 ? a.bottom : teacher.exact_quotient(a.bottom, common);
    const Fraction x = expand(a, for_a, teacher);
    const Fraction y = expand(b, for_b, teacher);
    op == '+' ? teacher.add(x.top, y.top) : teacher.subtract(x.top, y.top);
  }
  teacher.say("so " + print(unreduced(a, op, b)));
}

Fraction draw_fraction(int largest, PhiloxStream& random) {
  const int bottom = random.between(2, largest);
  return lowest({random.between(1, bottom - 1), bottom});
}

MathTask simplify_task(PhiloxStream& random) {
  Fraction f{};
  do {
    const Fraction core = draw_fraction(20, random);
    const int factor = random.between(2, 9);
    f = {core.top * factor, core.bottom * factor};
  } while (!is_short_to_reduce(f));
  constexpr const char* wordings[] = {"Simplify {0}.", "Write {0} in lowest terms."};
  MathTask task;
  task.question = fill(any_of(wordings, random), {latex(f)});
  task.key = print(f);
  task.answer = answer_text(lowest(f));
  task.explain = [f](Teacher& teacher) {
    reduce(f, teacher);
    teacher.check_last_operation();
  };
  return task;
}

std::string fraction_key(const Fraction& a, char op, const Fraction& b) {
  std::string x = print(a);
  std::string y = print(b);
  if ((op == '+' || op == '*') && y < x) {
    std::swap(x, y);
  }
  return x + op + y;
}

char draw_fraction_op(int level, PhiloxStream& random) {
  if (level == 2) {
    return random.chance(0.6) ? '*' : '/';
  }
  return random.chance(0.5) ? '+' : '-';
}

MathTask two_fraction_task(int level, PhiloxStream& random) {
  const char op = draw_fraction_op(level, random);
  const int largest = level == 4 ? 18 : 9;
  Fraction a{};
  Fraction b{};
  do {
    a = draw_fraction(largest, random);
    b = draw_fraction(largest, random);
  } while (!is_short_to_reduce(unreduced(a, op, b)) ||
           (level == 4 && std::max(a.bottom, b.bottom) < 10) ||
           !euclid_is_short(a.bottom, b.bottom, 3, 6));
  const std::string sign = op == '*' ? "\\times" : op == '/' ? "\\div" : std::string(1, op);
  constexpr const char* wordings[] = {"Compute {0}. Give the answer in lowest terms.",
                                      "What is {0} in lowest terms?"};
  MathTask task;
  task.question = fill(any_of(wordings, random), {latex(a) + sign + latex(b)});
  task.key = fraction_key(a, op, b);
  const Fraction total = unreduced(a, op, b);
  task.answer = answer_text(lowest(total));
  task.explain = [a, b, op, total](Teacher& teacher) {
    combine(a, op, b, teacher);
    reduce(total, teacher);
    teacher.check_last_operation();
  };
  return task;
}

}  // namespace

MathTask fraction_task(int level, PhiloxStream& random) {
  return level == 1 ? simplify_task(random) : two_fraction_task(level, random);
}

}  // namespace assay::builtin
