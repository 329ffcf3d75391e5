// Families of bare numbers: arithmetic and order of operations.
#include "datasets/builtin/math_families.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <tuple>
#include <utility>

namespace assay::builtin {
namespace {

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

std::string sorted_pair(std::int64_t a, std::int64_t b) {
  return str(std::min(a, b)) + "," + str(std::max(a, b));
}

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

}  // namespace assay::builtin
