// Word problems: a number of steps told as a story.
#include <algorithm>
#include <iterator>
#include <utility>

#include "datasets/builtin/math_families.hpp"
#include "datasets/robustness/words.hpp"

namespace assay::builtin {
namespace {

constexpr const char* people[] = {"Anna", "Ben", "Carla", "David", "Emma", "Tom", "Lena", "Omar"};
constexpr const char* things[] = {"apples", "books", "cards",    "coins",
                                  "eggs",   "pens",  "stickers", "cookies"};

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

StoryWords story_words(const std::string& question) {
  StoryWords found;
  for (const std::string_view word : robustness::words_of(question)) {
    if (std::ranges::find(people, word) != std::end(people)) {
      found.person = word;
    }
    if (std::ranges::find(things, word) != std::end(things)) {
      found.thing = word;
    }
  }
  return found;
}

}  // namespace assay::builtin
