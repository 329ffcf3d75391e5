#include "datasets/builtin/countdown.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "engine/core/philox.hpp"

namespace assay::builtin {

namespace {

constexpr std::uint64_t seed = 20260215;
constexpr int puzzles_per_size = 75;
constexpr int fewest_numbers = 3;
constexpr int most_numbers = 6;
constexpr int largest_number = 99;
constexpr int largest_value = 5000;

/// A value that was reached, and how.
struct Term {
  int value = 0;
  std::string text;
};

/// The two put together by a random operation; nothing if the result is no integer from 1 on.
std::optional<Term> combined(const Term& a, const Term& b, PhiloxStream& random) {
  const char operation = "+-*/"[random.below(4)];
  const bool exact = operation != '/' || a.value % b.value == 0;
  const int value = operation == '+'   ? a.value + b.value
                    : operation == '-' ? a.value - b.value
                    : operation == '*' ? a.value * b.value
                                       : a.value / b.value;
  if (!exact || value < 1 || value > largest_value) {
    return std::nullopt;
  }
  return Term{value, fmt::format("({} {} {})", a.text, operation, b.text)};
}

struct Puzzle {
  std::vector<int> numbers;
  Term solution;
};

/// Nothing where the draw leads nowhere.
std::optional<Puzzle> draw(int size, PhiloxStream& random) {
  Puzzle puzzle;
  std::vector<Term> terms;
  for (int i = 0; i < size; ++i) {
    puzzle.numbers.push_back(random.between(1, largest_number));
    terms.push_back({puzzle.numbers.back(), std::to_string(puzzle.numbers.back())});
  }
  while (terms.size() > 1) {
    const auto taken = [&] {
      const std::size_t i = random.below(static_cast<std::uint32_t>(terms.size()));
      Term term = std::move(terms[i]);
      terms.erase(terms.begin() + static_cast<std::ptrdiff_t>(i));
      return term;
    };
    const Term a = taken();
    const Term b = taken();
    std::optional<Term> both = combined(a, b, random);
    if (!both) {
      return std::nullopt;
    }
    terms.push_back(std::move(*both));
  }
  puzzle.solution = terms.front();
  const bool fair = puzzle.solution.value >= 10 && puzzle.solution.value <= 999;
  return fair ? std::optional(puzzle) : std::nullopt;
}

Problem problem_of(const Puzzle& puzzle, std::size_t number) {
  const int target = puzzle.solution.value;
  Problem problem;
  problem.id = fmt::format("countdown-{:03}", number);
  problem.subject = fmt::format("{} numbers", puzzle.numbers.size());
  problem.level = static_cast<int>(puzzle.numbers.size()) - fewest_numbers + 1;
  problem.question = fmt::format(
      "Use the numbers {}, each exactly once, with + - * / and parentheses to obtain {}.",
      fmt::join(puzzle.numbers, ", "), target);
  problem.solution = puzzle.solution.text;
  problem.verification =
      Verification{"arithmetic",
                   {{"numbers", fmt::format("{}", fmt::join(puzzle.numbers, " "))},
                    {"target", std::to_string(target)}}};
  return problem;
}

}  // namespace

std::vector<Problem> countdown_problems() {
  std::vector<Problem> problems;
  std::set<std::vector<int>> seen;
  std::uint64_t stream = 0;
  for (int size = fewest_numbers; size <= most_numbers; ++size) {
    for (int found = 0; found < puzzles_per_size;) {
      PhiloxStream random(seed, stream++);
      std::optional<Puzzle> puzzle = draw(size, random);
      if (!puzzle) {
        continue;
      }
      std::vector<int> key = puzzle->numbers;
      std::sort(key.begin(), key.end());
      key.push_back(puzzle->solution.value);
      if (seen.insert(key).second) {
        problems.push_back(problem_of(*puzzle, problems.size() + 1));
        ++found;
      }
    }
  }
  return problems;
}

}  // namespace assay::builtin
