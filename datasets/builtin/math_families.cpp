// Families of bare numbers: arithmetic, order of operations, linear equations, divisibility.
#include "datasets/builtin/math_families.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <tuple>
#include <utility>

namespace assay::builtin {
namespace {

std::string str(std::int64_t value) { return std::to_string(value); }

std::string sorted_pair(std::int64_t a, std::int64_t b) {
  return str(std::min(a, b)) + "," + str(std::max(a, b));
}

/// A binary expression: a leaf has no children, an inner node knows its value.
struct Node {
  char op = 0;
  std::int64_t value = 0;
  std::unique_ptr<Node> left;
  std::unique_ptr<Node> right;
  [[nodiscard]] bool is_leaf() const { return op == 0; }
};

std::int64_t apply(char op, std::int64_t a, std::int64_t b) {
  return op == '+' ? a + b : op == '-' ? a - b : op == '*' ? a * b : a / b;
}

int precedence(char op) { return op == '+' || op == '-' ? 1 : 2; }

std::string print(const Node& node, bool leftmost);

std::string print_child(const Node& child, char parent, bool is_right, bool leftmost) {
  const bool weaker =
      !child.is_leaf() && (precedence(child.op) < precedence(parent) ||
                           (is_right && precedence(child.op) == precedence(parent)));
  return weaker ? "(" + print(child, true) + ")" : print(child, leftmost && !is_right);
}

std::string print(const Node& node, bool leftmost = true) {
  if (node.is_leaf()) {
    return node.value < 0 && !leftmost ? "(" + str(node.value) + ")" : str(node.value);
  }
  return print_child(*node.left, node.op, false, leftmost) + node.op +
         print_child(*node.right, node.op, true, false);
}

std::unique_ptr<Node> copy(const Node& node) {
  auto twin = std::make_unique<Node>();
  twin->op = node.op;
  twin->value = node.value;
  if (!node.is_leaf()) {
    twin->left = copy(*node.left);
    twin->right = copy(*node.right);
  }
  return twin;
}

std::string canonical(const Node& node) {
  if (node.is_leaf()) {
    return str(node.value);
  }
  std::string a = canonical(*node.left);
  std::string b = canonical(*node.right);
  if ((node.op == '+' || node.op == '*') && b < a) {
    std::swap(a, b);
  }
  return "(" + a + node.op + b + ")";
}

std::unique_ptr<Node> random_tree(int operands, std::int64_t largest, bool division,
                                  PhiloxStream& random) {
  auto node = std::make_unique<Node>();
  if (operands == 1) {
    node->value = random.between(2, static_cast<int>(largest));
    return node;
  }
  const int left = random.between(1, operands - 1);
  node->left = random_tree(left, largest, division, random);
  node->right = random_tree(operands - left, largest, division, random);
  constexpr char ops[] = "+-*+-*/";
  node->op = ops[random.below(division ? 7U : 6U)];
  node->value = node->op == '/' && node->right->value == 0
                    ? 0
                    : apply(node->op, node->left->value, node->right->value);
  return node;
}

struct TreeLimits {
  std::int64_t magnitude;
  bool negative;
};

/// Whether every intermediate value is one the teacher can reach in short steps.
bool is_teachable(const Node& node, const TreeLimits& limits) {
  if (node.is_leaf()) {
    return true;
  }
  const std::int64_t a = node.left->value;
  const std::int64_t b = node.right->value;
  const bool in_range =
      std::llabs(node.value) <= limits.magnitude && (limits.negative || node.value >= 0);
  const bool small_factor = node.op != '*' || std::min(std::llabs(a), std::llabs(b)) < 10;
  const bool exact = node.op != '/' || (b >= 2 && b < 10 && a % b == 0);
  return in_range && small_factor && exact && is_teachable(*node.left, limits) &&
         is_teachable(*node.right, limits);
}

/// The first node, children before parents and left before right, whose operands are numbers.
Node& next_step(Node& node) {
  if (!node.left->is_leaf()) {
    return next_step(*node.left);
  }
  return node.right->is_leaf() ? node : next_step(*node.right);
}

void reduce(const Node& expression, Teacher& teacher) {
  const auto work = copy(expression);
  while (!work->is_leaf()) {
    Node& step = next_step(*work);
    const std::int64_t a = step.left->value;
    const std::int64_t b = step.right->value;
    step.value = step.op == '+'   ? teacher.plus(a, b)
                 : step.op == '-' ? teacher.minus(a, b)
                 : step.op == '*' ? teacher.times(a, b)
                                  : teacher.exact_quotient(a, b);
    step.op = 0;
    if (!work->is_leaf()) {
      teacher.say(print(*work));
    }
  }
  teacher.check_last_operation();
}

struct Operands {
  char op;
  std::int64_t a;
  std::int64_t b;
};

Operands arithmetic_operands(int level, PhiloxStream& random) {
  const bool product = level > 1 && random.chance(0.4);
  if (product) {
    constexpr int long_digits[] = {2, 3, 2, 3};
    constexpr int short_digits[] = {1, 1, 2, 2};
    return {'*', number_of_digits(long_digits[level - 1], random),
            number_of_digits(short_digits[level - 1], random)};
  }
  const int digits = level == 1 ? 2 : level == 2 ? random.between(3, 4) : level + 2;
  const char op = random.chance(0.5) ? '+' : '-';
  Operands drawn{op, number_of_digits(digits, random),
                 number_of_digits(random.chance(0.7) ? digits : digits - 1, random)};
  if (op == '-' && drawn.a < drawn.b && !(level > 1 && random.chance(0.3))) {
    std::swap(drawn.a, drawn.b);
  }
  return drawn;
}

}  // namespace

std::int64_t number_of_digits(int digits, PhiloxStream& random) {
  int low = 1;
  for (int i = 1; i < digits; ++i) {
    low *= 10;
  }
  return random.between(digits == 1 ? 2 : low, low * 10 - 1);
}

std::string fill(std::string pattern, const std::vector<std::string>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string slot = "{" + std::to_string(i) + "}";
    for (std::size_t at = pattern.find(slot); at != std::string::npos;
         at = pattern.find(slot, at + values[i].size())) {
      pattern.replace(at, slot.size(), values[i]);
    }
  }
  return pattern;
}

MathTask arithmetic_task(int level, PhiloxStream& random) {
  const Operands drawn = arithmetic_operands(level, random);
  constexpr const char* wordings[] = {"Compute {0}.", "What is {0}?", "Calculate {0}.",
                                      "Find the value of {0}."};
  const std::string text = str(drawn.a) + drawn.op + str(drawn.b);
  MathTask task;
  task.question = fill(any_of(wordings, random), {text});
  task.key = drawn.op == '-' ? text : drawn.op + sorted_pair(drawn.a, drawn.b);
  task.answer = str(apply(drawn.op, drawn.a, drawn.b));
  task.explain = [drawn](Teacher& teacher) {
    if (drawn.op == '+') {
      teacher.plus(drawn.a, drawn.b);
    } else if (drawn.op == '-') {
      teacher.minus(drawn.a, drawn.b);
    } else {
      teacher.times(drawn.a, drawn.b);
    }
    teacher.check_last_operation();
  };
  return task;
}

MathTask expression_task(int level, PhiloxStream& random) {
  constexpr std::int64_t largest[] = {9, 20, 20, 30};
  constexpr TreeLimits limits[] = {{100, false}, {300, false}, {500, true}, {1500, true}};
  const auto band = static_cast<std::size_t>(level - 1);
  std::shared_ptr<Node> tree;
  do {
    tree = random_tree(level <= 2 ? 3 : level + 1, largest[band], level >= 2, random);
  } while (!is_teachable(*tree, limits[band]));
  constexpr const char* wordings[] = {"Evaluate {0}.", "What is {0}?", "Compute {0}.",
                                      "Simplify {0}."};
  MathTask task;
  task.question = fill(any_of(wordings, random), {print(*tree)});
  task.key = canonical(*tree);
  task.answer = str(tree->value);
  task.explain = [tree](Teacher& teacher) { reduce(*tree, teacher); };
  return task;
}

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
