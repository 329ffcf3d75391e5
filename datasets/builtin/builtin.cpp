#include "datasets/builtin/builtin.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_set>
#include <utility>

#include "datasets/builtin/code_families.hpp"
#include "datasets/builtin/countdown.hpp"
#include "datasets/builtin/math_families.hpp"
#include "datasets/robustness/words.hpp"
#include "engine/core/error.hpp"

namespace assay::builtin {
namespace {

constexpr std::uint64_t suite_seed = 20260101;
constexpr int math_problems_per_family = 72;
constexpr int code_problems_per_family = 45;
constexpr double wrong_share = 0.09;
constexpr double doubt_share = 0.03;
constexpr double check_share = 0.4;
// A character of a trace is most of a token, and the model's context holds 512.
constexpr std::size_t longest_plain_trace = 420;
constexpr std::size_t longest_checked_trace = 480;

struct NamedMathFamily {
  const char* name;
  MathFamily draw;
};

constexpr NamedMathFamily math_families[] = {
    {"arithmetic", arithmetic_task},       {"expressions", expression_task},
    {"word_problems", word_problem_task},  {"linear_equations", linear_equation_task},
    {"number_theory", number_theory_task}, {"fractions", fraction_task},
    {"sequences", sequence_task},
};

constexpr const char* code_families[] = {"list_transform", "list_reduce", "strings", "numbers",
                                         "conditions"};

/// FNV-1a with the finaliser of MurmurHash3, whose low digits are well mixed.
std::uint64_t stable_hash(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  }
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdULL;
  hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53ULL;
  return hash ^ (hash >> 33);
}

Split split_of(std::string_view key) {
  return stable_hash(key) % 10 == 0 ? Split::test : Split::train;
}

std::string boxed(const std::string& answer) {
  const std::size_t slash = answer.find('/');
  return slash == std::string::npos
             ? answer
             : "\\frac{" + answer.substr(0, slash) + "}{" + answer.substr(slash + 1) + "}";
}

int draw_slip(PhiloxStream& random) {
  constexpr int slips[] = {-1, 1, -1, 1, -2, 2};
  return slips[random.below(6)];
}

std::string explain(const MathTask& task, PhiloxStream& random) {
  TracePlan plan;
  plan.check = random.chance(check_share);
  Teacher rehearsal(plan);
  task.explain(rehearsal);
  if (rehearsal.text().size() > longest_checked_trace) {
    plan.check = false;
    rehearsal = Teacher(plan);
    task.explain(rehearsal);
  }
  const auto facts = static_cast<std::uint32_t>(rehearsal.facts());
  const bool wrong = random.chance(wrong_share);
  const bool doubt = !wrong && random.chance(doubt_share);
  plan.slip = draw_slip(random);
  plan.wrong_at = wrong ? random.below(facts) : -1;
  plan.doubt_at = doubt ? random.below(facts) : -1;
  Teacher teacher(plan);
  task.explain(teacher);
  teacher.say("Answer: " + task.answer);
  std::string text = teacher.text();
  text.pop_back();
  return text;
}

bool is_short_enough(const MathTask& task) {
  Teacher plain(TracePlan{});
  task.explain(plain);
  return plain.text().size() <= longest_plain_trace;
}

WorkedProblem finish(std::string_view family, int level, const MathTask& task,
                     PhiloxStream& random) {
  WorkedProblem worked;
  worked.content_key = std::string(family) + ":" + task.key;
  worked.thinking = explain(task, random);
  worked.problem.gold = boxed(task.answer);
  worked.reply = "The answer is \\boxed{" + worked.problem.gold + "}.";
  worked.problem.subject = family;
  worked.problem.level = level;
  worked.problem.question = task.question;
  worked.problem.prompt = task.question;
  return worked;
}

std::string explain(const CodeTask& task, PhiloxStream& random) {
  std::string text;
  const auto lines = static_cast<std::uint32_t>(task.plan.size());
  const std::uint32_t wrong_at = random.chance(wrong_share) ? random.below(lines) : lines;
  for (std::uint32_t i = 0; i < lines; ++i) {
    const PlanLine& line = task.plan[i];
    if (i == wrong_at && !line.wrong.empty()) {
      text += wrong_begin + line.wrong + "\n" + wrong_end + "Wait, that is wrong.\n" + line.reread +
              "\n";
    }
    text += line.right + "\n";
  }
  text += "Test: " + task.example.front();
  for (std::size_t i = 1; i < task.example.size(); ++i) {
    text += " -> " + task.example[i];
  }
  return text;
}

WorkedProblem finish(std::string_view family, int level, CodeTask task, PhiloxStream& random) {
  WorkedProblem worked;
  worked.content_key = std::string(family) + ":" + task.key;
  worked.thinking = explain(task, random);
  worked.reply = "```python\n" + task.program + "```";
  worked.problem.subject = family;
  worked.problem.level = level;
  worked.problem.question = task.question;
  worked.problem.prompt = task.question;
  worked.problem.solution = task.program;
  CodeTests tests;
  tests.entry_point = task.entry_point;
  tests.asserts = std::move(task.asserts);
  worked.problem.tests = std::move(tests);
  return worked;
}

WorkedProblem draw_once(std::string_view family, int level, PhiloxStream& random) {
  for (const NamedMathFamily& known : math_families) {
    if (family == known.name) {
      MathTask task = known.draw(level, random);
      while (!is_short_enough(task)) {
        task = known.draw(level, random);
      }
      return finish(family, level, task, random);
    }
  }
  return finish(family, level, code_task(family, level, random), random);
}

int level_count(std::string_view family) {
  if (std::ranges::find(code_families, family) != std::end(code_families)) {
    return code_levels;
  }
  for (const NamedMathFamily& known : math_families) {
    if (family == known.name) {
      return math_levels;
    }
  }
  throw UsageError("unknown built-in family '" + std::string(family) +
                   "'; list them with the families of assay-math and assay-code");
}

WorkedProblem draw_level(std::string_view family, int level, Split split, PhiloxStream& random) {
  for (;;) {
    WorkedProblem worked = draw_once(family, level, random);
    if (split_of(worked.content_key) == split) {
      return worked;
    }
  }
}

PhiloxStream stream_of(std::string_view family, Split split, std::uint64_t seed,
                       std::uint64_t index) {
  const std::uint64_t name = stable_hash(family);
  return {seed ^ (split == Split::test ? ~name : name), index};
}

std::string numbered(std::string_view family, int number) {
  const std::string digits = std::to_string(number);
  return std::string(family) + "-" + std::string(3 - std::min<std::size_t>(3, digits.size()), '0') +
         digits;
}

void append_family(std::string_view family, int count, std::vector<Problem>& problems) {
  const int levels = level_count(family);
  std::unordered_set<std::string> seen;
  std::uint64_t index = 0;
  for (int number = 0; number < count;) {
    PhiloxStream random = stream_of(family, Split::test, suite_seed, index++);
    WorkedProblem worked = draw_level(family, number % levels + 1, Split::test, random);
    if (seen.insert(worked.content_key).second) {
      worked.problem.id = numbered(family, ++number);
      problems.push_back(std::move(worked.problem));
    }
  }
}

/// The question without what may differ between two of one wording: its numbers.
std::string wording_of(const std::string& question) {
  std::string wording;
  for (const char c : question) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit) {
      wording += c;
    } else if (wording.empty() || wording.back() != '#') {
      wording += '#';
    }
  }
  return wording;
}

/// The story told of other people and things.
std::string retell(const std::string& question, const StoryWords& words) {
  const StoryWords old = story_words(question);
  std::map<std::string, std::string, std::less<>> replacements;
  if (!old.person.empty() && !words.person.empty()) {
    replacements[old.person] = words.person;
  }
  if (!old.thing.empty() && !words.thing.empty()) {
    replacements[old.thing] = words.thing;
  }
  return robustness::replace_words(question, replacements);
}

}  // namespace

std::vector<std::string> families(std::string_view suite) {
  std::vector<std::string> names;
  if (suite == "assay-math") {
    for (const NamedMathFamily& known : math_families) {
      names.emplace_back(known.name);
    }
  } else if (suite == "assay-code") {
    names.assign(std::begin(code_families), std::end(code_families));
  } else {
    throw UsageError("unknown built-in suite '" + std::string(suite) +
                     "'; there are assay-math and assay-code");
  }
  return names;
}

WorkedProblem draw(std::string_view family, Split split, std::uint64_t seed, std::uint64_t index) {
  const int levels = level_count(family);
  PhiloxStream random = stream_of(family, split, seed, index);
  WorkedProblem worked = draw_level(family, random.between(1, levels), split, random);
  worked.problem.id = numbered(family, static_cast<int>(index % 1'000'000'000));
  return worked;
}

std::optional<Problem> renumbered(const Problem& problem, PhiloxStream& random) {
  constexpr int most_draws = 10'000;
  const auto known = std::ranges::find(math_families, problem.subject, &NamedMathFamily::name);
  if (known == std::end(math_families) || problem.level < 1 || problem.level > math_levels) {
    return std::nullopt;
  }
  const std::string wording = wording_of(problem.question);
  const StoryWords words = story_words(problem.question);
  for (int i = 0; i < most_draws; ++i) {
    const MathTask task = known->draw(problem.level, random);
    const std::string question = retell(task.question, words);
    if (wording_of(question) == wording && question != problem.question &&
        split_of(std::string(known->name) + ":" + task.key) == Split::test &&
        is_short_enough(task)) {
      Problem changed;
      changed.subject = problem.subject;
      changed.level = problem.level;
      changed.question = question;
      changed.gold = boxed(task.answer);
      return changed;
    }
  }
  return std::nullopt;
}

std::vector<Problem> suite(std::string_view name) {
  if (name == "countdown") {
    return countdown_problems();
  }
  const int count = name == "assay-math" ? math_problems_per_family : code_problems_per_family;
  std::vector<Problem> problems;
  for (const std::string& family : families(name)) {
    append_family(family, count, problems);
  }
  return problems;
}

}  // namespace assay::builtin
