// A budget of counted work. What an answer may cost depends on its text alone, never on the clock,
// so a verdict is the same on every machine and under every load.
#pragma once

#include <cstdint>

namespace assay::math {

/// One unit is at most 50 ns of a processor of 2023. A comparison may use this many: 50 ms.
/// `assay-math-bench tests/graders/math/slow_inputs.tsv` measures both.
inline constexpr std::int64_t work_limit = 1'000'000;

/// Units of arithmetic with numbers of so many bits in all: products are quadratic, and fractions
/// are reduced, which costs several products more.
[[nodiscard]] constexpr std::int64_t product_cost(std::int64_t bits, bool fractions) {
  const std::int64_t words = bits / 64;
  return fractions ? 4 + 2 * words + words * words / 8 : 1 + words / 4 + words * words / 64;
}

class Work {
 public:
  explicit Work(std::int64_t limit = work_limit) : limit_(limit) {}

  /// False if so much is not left, and from then on: the caller gives up.
  bool spend(std::int64_t units) {
    spent_ = units > limit_ - spent_ ? limit_ + 1 : spent_ + units;
    return spent_ <= limit_;
  }
  [[nodiscard]] bool exhausted() const { return spent_ > limit_; }
  [[nodiscard]] std::int64_t spent() const { return spent_; }

 private:
  std::int64_t limit_;
  std::int64_t spent_ = 0;
};

}  // namespace assay::math
