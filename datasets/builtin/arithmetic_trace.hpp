// The teacher's shared procedures: every sum, product, quotient and gcd in every family is
// written with these lines, so that what the model learns in one family serves all.
//
// Columns go from the units; the bracket holds the digits found so far, the newest in front:
//   46+37:            52-17:               46*7:                    322/7:
//   6+7+0=13 c1 [3]   2-7-0=-5 b1 [5]      6*7=42 c4 [2]            32: 4*7=28 32-28=4 [4]
//   4+3+1=8 c0 [83]   5-1-1=3 b0 [35]      4*7=28 28+4=32 c3 [22]   42: 6*7=42 42-42=0 [46]
//   =83               =35                  c3 [322]                 =46 r0
//                                          =322
//
// A planned slip writes one wrong line between the control characters \x01 and \x02 (its newline
// inside), then "Wait, that is wrong.", another route to the value, and the right line. The marks
// stay in the text: a trainer strips them and masks the loss on what they enclose.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace assay::builtin {

inline constexpr char wrong_begin = '\x01';
inline constexpr char wrong_end = '\x02';

/// What a trace holds besides the plain steps. Positions count the teacher's facts.
struct TracePlan {
  std::int64_t wrong_at = -1;  ///< fact to get wrong first; -1: none
  std::int64_t doubt_at = -1;  ///< right fact that is confirmed once more; -1: none
  std::int64_t slip = 1;       ///< how far the wrong value lies from the right one; not 0
  bool check = false;          ///< verify the result at the end
};

struct Quotient {
  std::int64_t value = 0;
  std::int64_t remainder = 0;
};

/// Writes a trace line by line and returns the values it has derived.
class Teacher {
 public:
  explicit Teacher(const TracePlan& plan) : plan_(plan) {}

  void say(const std::string& line);
  /// "name value" as a line of its own, the value being one step: `line(right)`, with `route`
  /// another way to it.
  void fact(std::int64_t right, const std::function<std::string(std::int64_t)>& line,
            const std::string& route);

  /// Non-negative operands; subtract needs a >= b, divide b >= 1 (and a < 10 b when b >= 10).
  std::int64_t add(std::int64_t a, std::int64_t b);
  std::int64_t subtract(std::int64_t a, std::int64_t b);
  std::int64_t multiply(std::int64_t a, std::int64_t b);
  Quotient divide(std::int64_t a, std::int64_t b);
  std::int64_t gcd(std::int64_t a, std::int64_t b);

  /// Any signs: the sign is settled before the digits.
  std::int64_t plus(std::int64_t a, std::int64_t b);
  std::int64_t minus(std::int64_t a, std::int64_t b);
  std::int64_t times(std::int64_t a, std::int64_t b);
  /// The quotient of a division that leaves no remainder.
  std::int64_t exact_quotient(std::int64_t a, std::int64_t b);

  /// Undoes the last signed operation, if a check is planned and the operation has an inverse.
  void check_last_operation();
  /// True if a check is planned; writes "Check:".
  bool begin_check();
  void end_check() { say("ok."); }

  [[nodiscard]] std::int64_t facts() const noexcept { return facts_; }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  void remember(char op, std::int64_t a, std::int64_t b, std::int64_t result);
  std::int64_t add_columns(std::int64_t a, std::int64_t b);
  std::int64_t subtract_columns(std::int64_t a, std::int64_t b);
  std::int64_t multiply_by_digit(std::int64_t a, std::int64_t digit);
  std::int64_t multiply_long(std::int64_t a, std::int64_t b);
  Quotient divide_by_digit(std::int64_t a, std::int64_t digit);
  Quotient divide_by_number(std::int64_t a, std::int64_t b);
  void small_product(std::int64_t a, std::int64_t b);

  TracePlan plan_;
  std::string text_;
  std::int64_t facts_ = 0;
  char last_op_ = 0;
  std::int64_t last_a_ = 0;
  std::int64_t last_b_ = 0;
  std::int64_t last_result_ = 0;
};

/// True if Euclid's steps on (a, b) stay within what `Teacher::divide` can write: divisors of two
/// digits and more with quotients of at most `max_quotient`, and at most `max_steps` steps.
[[nodiscard]] bool euclid_is_short(std::int64_t a, std::int64_t b, int max_steps,
                                   std::int64_t max_quotient);

}  // namespace assay::builtin
