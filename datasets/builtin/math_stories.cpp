// Families with text or structure around the numbers: word problems, fractions, sequences.
#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "datasets/builtin/math_families.hpp"

namespace assay::builtin {
namespace {

std::string str(std::int64_t value) { return std::to_string(value); }

/// A line of a story's solution: `name` = values[left] op values[right], appended to the values.
struct StoryStep {
  const char* name;
  char op;
  int left;
  int right;
};

/// {0}.. are the numbers, {n} {i} a person and things. Wordings of one shape share the key.
struct Story {
  const char* shape;
  int level;
  int numbers;
  std::vector<StoryStep> steps;
  std::vector<const char*> wordings;
};

const std::vector<Story>& stories() {
  static const std::vector<Story> all = {
      {"a+bc",
       1,
       3,
       {{"in boxes", '*', 1, 2}, {"total", '+', 0, 3}},
       {"{n} has {0} {i} and buys {1} boxes with {2} {i} each. How many {i} does {n} have now?",
        "There are {0} {i} on a table and {1} bags with {2} {i} in each bag. How many {i} are "
        "there in all?"}},
      {"ab-c",
       1,
       3,
       {{"packed", '*', 0, 1}, {"left", '-', 3, 2}},
       {"{n} packs {0} boxes of {1} {i} and gives away {2} {i}. How many {i} are left?",
        "A shop gets {0} crates with {1} {i} each and sells {2} {i}. How many {i} remain?"}},
      {"(a+b)c",
       2,
       3,
       {{"each day", '+', 0, 1}, {"total", '*', 3, 2}},
       {"{n} makes {0} {i} every morning and {1} {i} every evening. How many {i} does {n} make in "
        "{2} days?",
        "Each box holds {0} red and {1} blue {i}. How many {i} are in {2} boxes?"}},
      {"(a-b)c",
       2,
       3,
       {{"profit", '-', 0, 1}, {"total", '*', 3, 2}},
       {"{n} buys a bag of {i} for {1} dollars and sells it for {0} dollars. How much profit do "
        "{2} "
        "bags bring?",
        "{n} earns {0} dollars a day and spends {1} dollars a day. How many dollars does {n} save "
        "in {2} days?"}},
      {"a+ab",
       2,
       2,
       {{"second", '*', 0, 1}, {"total", '+', 0, 2}},
       {"{n} has {0} {i}. A friend has {1} times as many. How many {i} do they have together?"}},
      {"ab+cd",
       3,
       4,
       {{"first", '*', 0, 1}, {"second", '*', 2, 3}, {"total", '+', 4, 5}},
       {"{n} buys {0} boxes of {i} at {1} dollars each and {2} bags at {3} dollars each. How many "
        "dollars does {n} pay?",
        "{n} drives {0} hours at {1} km per hour and then {2} hours at {3} km per hour. How many "
        "km "
        "does {n} drive?"}},
      {"(a+b)c-d",
       3,
       4,
       {{"each day", '+', 0, 1}, {"total", '*', 4, 2}, {"left", '-', 5, 3}},
       {"{n} makes {0} {i} every morning and {1} {i} every evening for {2} days, then sells {3} "
        "{i}. How many {i} are left?"}},
      {"ab/c",
       3,
       3,
       {{"total", '*', 0, 1}, {"each", '/', 3, 2}},
       {"{n} has {0} boxes with {1} {i} each and shares them equally among {2} friends. How many "
        "{i} does each friend get?"}},
      {"d-(ab+c)",
       4,
       4,
       {{"cost", '*', 0, 1}, {"paid", '+', 4, 2}, {"left", '-', 3, 5}},
       {"{n} buys {0} boxes of {i} for {1} dollars each and a bag for {2} dollars. How much is "
        "left "
        "from {3} dollars?",
        "A store has {3} {i}. It sells {0} packs of {1} {i} and then {2} single {i}. How many {i} "
        "are left?"}},
      {"ab+cd-e",
       4,
       5,
       {{"first", '*', 0, 1}, {"second", '*', 2, 3}, {"total", '+', 5, 6}, {"left", '-', 7, 4}},
       {"{n} fills {0} boxes with {1} {i} each and {2} bags with {3} {i} each, then gives away {4} "
        "{i}. How many {i} are left?"}},
      {"(a+ab)/c",
       4,
       3,
       {{"second", '*', 0, 1}, {"total", '+', 0, 3}, {"each", '/', 4, 2}},
       {"{n} picks {0} {i} on Monday and {1} times as many on Tuesday, and packs them equally into "
        "{2} boxes. How many {i} go into each box?"}},
  };
  return all;
}

std::int64_t evaluate(char op, std::int64_t a, std::int64_t b) {
  return op == '+' ? a + b : op == '-' ? a - b : op == '*' ? a * b : b != 0 ? a / b : 0;
}

/// The numbers followed by the steps' results; empty if a step is negative, inexact or too long.
std::vector<std::int64_t> story_values(const Story& story, std::vector<std::int64_t> values) {
  for (const StoryStep& step : story.steps) {
    const std::int64_t a = values[static_cast<std::size_t>(step.left)];
    const std::int64_t b = values[static_cast<std::size_t>(step.right)];
    if ((step.op == '*' && std::min(a, b) >= 10) || (step.op == '/' && (b >= 10 || a % b != 0))) {
      return {};
    }
    values.push_back(evaluate(step.op, a, b));
    if (values.back() <= 0) {
      return {};
    }
  }
  return values;
}

std::vector<std::int64_t> draw_story_values(const Story& story, PhiloxStream& random) {
  constexpr int largest[] = {12, 40, 60, 120};
  for (;;) {
    std::vector<std::int64_t> numbers;
    for (int i = 0; i < story.numbers; ++i) {
      const bool large = random.chance(0.5);
      const int top = large ? largest[story.level - 1] : 9;
      numbers.push_back(random.between(2, story.shape[0] == 'd' && i == 3 ? 900 : top));
    }
    std::vector<std::int64_t> values = story_values(story, std::move(numbers));
    if (!values.empty()) {
      return values;
    }
  }
}

void tell(const Story& story, const std::vector<std::int64_t>& values, Teacher& teacher) {
  for (const StoryStep& step : story.steps) {
    const std::int64_t a = values[static_cast<std::size_t>(step.left)];
    const std::int64_t b = values[static_cast<std::size_t>(step.right)];
    teacher.say(std::string(step.name) + ": " + str(a) + step.op + str(b));
    if (step.op == '+') {
      teacher.plus(a, b);
    } else if (step.op == '-') {
      teacher.minus(a, b);
    } else if (step.op == '*') {
      teacher.times(a, b);
    } else {
      teacher.exact_quotient(a, b);
    }
  }
  teacher.check_last_operation();
}

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

MathTask word_problem_task(int level, PhiloxStream& random) {
  std::vector<const Story*> fitting;
  for (const Story& story : stories()) {
    if (story.level == level) {
      fitting.push_back(&story);
    }
  }
  const Story& story = *fitting[random.below(static_cast<std::uint32_t>(fitting.size()))];
  const std::vector<std::int64_t> values = draw_story_values(story, random);
  constexpr const char* people[] = {"Anna", "Ben", "Carla", "David", "Emma", "Tom", "Lena", "Omar"};
  constexpr const char* things[] = {"apples", "books", "cards",    "coins",
                                    "eggs",   "pens",  "stickers", "cookies"};
  std::vector<std::string> numbers;
  MathTask task;
  task.key = story.shape;
  for (int i = 0; i < story.numbers; ++i) {
    numbers.push_back(str(values[static_cast<std::size_t>(i)]));
    task.key += "," + numbers.back();
  }
  const auto wording = random.below(static_cast<std::uint32_t>(story.wordings.size()));
  std::string text = fill(story.wordings[wording], numbers);
  for (const auto& [slot, word] :
       {std::pair<std::string, std::string>{"{n}", any_of(people, random)},
        {"{i}", any_of(things, random)}}) {
    for (std::size_t at = text.find(slot); at != std::string::npos; at = text.find(slot)) {
      text.replace(at, slot.size(), word);
    }
  }
  task.question = text;
  task.answer = str(values.back());
  task.explain = [&story, values](Teacher& teacher) { tell(story, values, teacher); };
  return task;
}

MathTask fraction_task(int level, PhiloxStream& random) {
  return level == 1 ? simplify_task(random) : two_fraction_task(level, random);
}

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
