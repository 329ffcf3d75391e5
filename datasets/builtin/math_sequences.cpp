// Arithmetic sequences: a term, or the sum of the first ones.

#include "datasets/builtin/math_families.hpp"

namespace assay::builtin {
namespace {

struct Sequence {
  std::int64_t first;
  std::int64_t step;
  std::int64_t n;
  [[nodiscard]] std::int64_t term(std::int64_t k) const { return first + (k - 1) * step; }
};

std::int64_t explain_last_term(const Sequence& s, Teacher& teacher) {
  const std::int64_t steps = teacher.minus(s.n, 1);
  const std::int64_t distance = teacher.times(steps, s.step);
  return teacher.plus(s.first, distance);
}

void explain_sum(const Sequence& s, Teacher& teacher) {
  teacher.say("last term");
  const std::int64_t last = explain_last_term(s, teacher);
  teacher.say("first+last");
  const std::int64_t ends = teacher.plus(s.first, last);
  teacher.say("times n");
  const std::int64_t doubled = teacher.times(ends, s.n);
  teacher.say("half");
  teacher.exact_quotient(doubled, 2);
  teacher.check_last_operation();
}

Sequence draw_sequence(int level, PhiloxStream& random) {
  if (level == 1) {
    return {random.between(1, 20), random.between(2, 9), random.between(4, 10)};
  }
  if (level == 2) {
    return {random.between(2, 60), random.between(2, 9), random.between(8, 40)};
  }
  if (level == 3) {
    const int step = random.between(3, 19);
    return {random.between(-20, 80), random.chance(0.3) ? -step : step,
            step < 10 ? random.between(10, 60) : random.between(6, 10)};
  }
  return {random.between(1, 20), random.between(2, 9), random.between(6, 9)};
}

std::string first_terms(const Sequence& s) {
  return str(s.first) + ", " + str(s.term(2)) + ", " + str(s.term(3)) + ", " + str(s.term(4));
}

}  // namespace

MathTask sequence_task(int level, PhiloxStream& random) {
  const Sequence s = draw_sequence(level, random);
  const bool listed = level == 3 || (level == 2 && random.chance(0.5));
  MathTask task;
  task.key = str(level == 4) + ":" + str(s.first) + "," + str(s.step) + "," + str(s.n);
  if (level == 4) {
    task.question = fill(
        "An arithmetic sequence has first term {0} and common difference {1}. What is the sum of "
        "its first {2} terms?",
        {str(s.first), str(s.step), str(s.n)});
    task.answer = str(s.n * (s.first + s.term(s.n)) / 2);
    task.explain = [s](Teacher& teacher) { explain_sum(s, teacher); };
    return task;
  }
  task.question =
      listed ? fill("What is term number {1} of the arithmetic sequence {0}, ...?",
                    {first_terms(s), str(s.n)})
             : fill(
                   "An arithmetic sequence has first term {0} and common difference {1}. What is "
                   "term number {2}?",
                   {str(s.first), str(s.step), str(s.n)});
  task.answer = str(s.term(s.n));
  task.explain = [s, listed](Teacher& teacher) {
    if (listed) {
      teacher.say("difference " + str(s.term(2)) + "-" + str(s.first));
      teacher.minus(s.term(2), s.first);
    }
    explain_last_term(s, teacher);
    teacher.check_last_operation();
  };
  return task;
}

}  // namespace assay::builtin
