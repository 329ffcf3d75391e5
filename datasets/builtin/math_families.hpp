// The families of assay-math: problems with their worked solutions. A task is drawn without any
// thought for splits; builtin.cpp decides by the key which side it belongs to.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/builtin/arithmetic_trace.hpp"
#include "engine/core/philox.hpp"

namespace assay::builtin {

inline constexpr int math_levels = 4;

struct MathTask {
  std::string question;
  std::string key;     ///< shape and operands, without wording
  std::string answer;  ///< plain: 12, -3, 3/4
  std::function<void(Teacher&)> explain;
};

using MathFamily = MathTask (*)(int level, PhiloxStream& random);

// One function a family; levels run from 1 (easiest) to math_levels.
[[nodiscard]] MathTask arithmetic_task(int level, PhiloxStream& random);
[[nodiscard]] MathTask expression_task(int level, PhiloxStream& random);
[[nodiscard]] MathTask word_problem_task(int level, PhiloxStream& random);
[[nodiscard]] MathTask linear_equation_task(int level, PhiloxStream& random);
[[nodiscard]] MathTask number_theory_task(int level, PhiloxStream& random);
[[nodiscard]] MathTask fraction_task(int level, PhiloxStream& random);
[[nodiscard]] MathTask sequence_task(int level, PhiloxStream& random);

[[nodiscard]] inline std::string str(std::int64_t value) { return std::to_string(value); }

/// Whom and what a story is about: words that its wording leaves open; empty where it has none.
struct StoryWords {
  std::string person;
  std::string thing;
};

[[nodiscard]] StoryWords story_words(const std::string& question);

/// The key of two numbers whose order does not matter.
[[nodiscard]] std::string sorted_pair(std::int64_t a, std::int64_t b);

/// A positive integer of exactly `digits` digits.
[[nodiscard]] std::int64_t number_of_digits(int digits, PhiloxStream& random);

/// One of the given wordings.
template <std::size_t N>
[[nodiscard]] std::string any_of(const char* const (&wordings)[N], PhiloxStream& random) {
  return wordings[random.below(static_cast<std::uint32_t>(N))];
}

/// `pattern` with each {0}, {1}, ... replaced.
[[nodiscard]] std::string fill(std::string pattern, const std::vector<std::string>& values);

}  // namespace assay::builtin
