// A budget of counted work. What an answer may cost depends on its text alone, never on the clock,
// so a verdict is the same on every machine and under every load.
#pragma once

#include <cstdint>

namespace assay::math {

/// One unit is about one small operation (20 ns here): a term product, a node, a ball operation
/// at 64 bits. A comparison may use this many, measured to be about 50 ms.
inline constexpr std::int64_t work_limit = 1'000'000;

class Work {
 public:
  explicit Work(std::int64_t limit = work_limit) : limit_(limit) {}

  /// False once the limit is passed: the caller then gives up.
  bool spend(std::int64_t units) {
    spent_ = spent_ > limit_ ? spent_ : spent_ + units;
    return spent_ <= limit_;
  }
  [[nodiscard]] bool exhausted() const { return spent_ > limit_; }
  [[nodiscard]] std::int64_t spent() const { return spent_; }

 private:
  std::int64_t limit_;
  std::int64_t spent_ = 0;
};

}  // namespace assay::math
