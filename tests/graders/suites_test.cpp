// The shipped suites of final answers, judged with their authors' own answers, with wrong ones and
// with none.
#include <algorithm>
#include <functional>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "datasets/suite.hpp"
#include "graders/assay_graders.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay::test {
namespace {

/// Nothing where the suite's file is not here.
std::optional<Suite> real_suite(const std::string& name) {
  for (const SuiteListing& listing : list_suites(shared_data("suites"))) {
    if (listing.name == name && listing.availability == "file present") {
      return load_suite(name, shared_data("suites"));
    }
  }
  return std::nullopt;
}

using Reply = std::function<std::string(const Problem&)>;

/// Judges every problem with all three: the reply must be correct, the wrong one incorrect, and an
/// empty one unparsed.
void check_all(const Suite& suite, const Reply& right, const Reply& wrong) {
  const auto grader = make_grader({suite.grader});
  for (const Problem& problem : suite.problems) {
    CHECK_NOTHROW(grader->check(problem));
    const Verdict good = grader->grade(problem, plain_completion(right(problem)));
    const Verdict bad = grader->grade(problem, plain_completion(wrong(problem)));
    const Verdict none = grader->grade(problem, plain_completion(""));
    if (good.kind != VerdictKind::correct || bad.kind != VerdictKind::incorrect ||
        none.kind != VerdictKind::unparsed) {
      FAIL(suite.name << "/" << problem.id << ", gold " << problem.gold << ": " << right(problem)
                      << " is " << to_string(good.kind) << " (" << good.reason << "), "
                      << wrong(problem) << " is " << to_string(bad.kind) << " (" << bad.reason
                      << "), nothing is " << to_string(none.kind));
    }
  }
}

std::string boxed(const std::string& answer) { return "So it is \\boxed{" + answer + "}."; }

TEST_CASE("authors' answers score 100 %, wrong ones and none 0 % in every maths suite") {
  int judged = 0;
  for (const char* name :
       {"aime24", "aime25", "amc23", "olympiadbench", "minerva_math", "svamp", "gsm_plus_mini"}) {
    if (const std::optional<Suite> suite = real_suite(name)) {
      check_all(
          *suite, [](const Problem& problem) { return boxed(problem.gold); },
          [](const Problem&) { return boxed("-987654321.25"); });
      ++judged;
    }
  }
  if (judged == 0) {
    ASSAY_SKIP("no maths suite is here");
  }
}

TEST_CASE("authors' answers score 100 %, wrong ones and none 0 % in BIG-Bench Hard") {
  const std::optional<Suite> suite = real_suite("bbh");
  if (!suite) {
    ASSAY_SKIP("bbh's files are not here");
  }
  CHECK(suite->problems.size() == 6511);
  check_all(
      *suite, [](const Problem& problem) { return "Answer: " + problem.gold; },
      [](const Problem&) { return "Answer: zebra"; });
}

TEST_CASE("authors' answers score 100 %, wrong ones and none 0 % in CRUXEval") {
  const std::optional<Suite> suite = real_suite("cruxeval");
  if (!suite) {
    ASSAY_SKIP("cruxeval's file is not here");
  }
  check_all(
      *suite, [](const Problem& problem) { return "<answer>" + problem.gold + "</answer>"; },
      [](const Problem&) { return "<answer>'zebra'</answer>"; });
}

/// A value that some of the numbers reach, and how.
struct Term {
  long long numerator = 0;
  long long denominator = 1;
  std::string text;
};

/// An expression over all terms with this value, by trying every pair and operation; empty if none.
std::string solved(const std::vector<Term>& terms, long long target) {
  if (terms.size() == 1) {
    const Term& last = terms.front();
    return last.numerator == target * last.denominator ? last.text : "";
  }
  for (std::size_t i = 0; i < terms.size(); ++i) {
    for (std::size_t j = 0; j < terms.size(); ++j) {
      if (i == j) {
        continue;
      }
      std::vector<Term> rest;
      for (std::size_t other = 0; other < terms.size(); ++other) {
        if (other != i && other != j) {
          rest.push_back(terms[other]);
        }
      }
      const Term& a = terms[i];
      const Term& b = terms[j];
      const auto text = [&](char operation) {
        return "(" + a.text + " " + operation + " " + b.text + ")";
      };
      const long long across = a.denominator * b.denominator;
      std::vector<Term> results = {
          {a.numerator * b.denominator + b.numerator * a.denominator, across, text('+')},
          {a.numerator * b.denominator - b.numerator * a.denominator, across, text('-')},
          {a.numerator * b.numerator, across, text('*')}};
      if (b.numerator != 0) {
        results.push_back({a.numerator * b.denominator, a.denominator * b.numerator, text('/')});
      }
      for (Term& result : results) {
        std::vector<Term> next = rest;
        next.push_back(std::move(result));
        if (std::string found = solved(next, target); !found.empty()) {
          return found;
        }
      }
    }
  }
  return "";
}

std::string game24_solution(const Problem& problem) {
  std::vector<Term> terms;
  std::istringstream numbers(problem.verification->fields.at("numbers"));
  for (std::string number; numbers >> number;) {
    terms.push_back({std::stoll(number), 1, number});
  }
  return solved(terms, 24);
}

TEST_CASE("Game of 24: found solutions score 100 %, wrong expressions and none 0 %") {
  const std::optional<Suite> suite = real_suite("game24");
  if (!suite) {
    ASSAY_SKIP("game24's file is not here");
  }
  CHECK(suite->problems.size() == 1362);
  check_all(
      *suite, [](const Problem& problem) { return boxed(game24_solution(problem)); },
      [](const Problem& problem) { return boxed(game24_solution(problem) + " + 0"); });
}

/// Everybody's role by the bits of `knights`, as the puzzles' authors write it.
std::string roles(const Problem& problem, unsigned knights) {
  std::istringstream names(problem.verification->fields.at("names"));
  std::string text;
  int number = 0;
  for (std::string name; std::getline(names >> std::ws, name, ',');) {
    const bool knight = (knights >> number & 1U) != 0;
    ++number;
    text += (number > 1 ? "\n(" : "(") + std::to_string(number) + ") " + name + " is a " +
            (knight ? "knight" : "knave");
  }
  return text;
}

std::string tagged(const std::string& answer) { return "<answer>" + answer + "</answer>"; }

TEST_CASE("knights and knaves: of all assignments the authors' alone is right") {
  const std::optional<Suite> suite = real_suite("knights_and_knaves");
  if (!suite) {
    ASSAY_SKIP("the puzzles' files are not here");
  }
  check_all(
      *suite, [](const Problem& problem) { return tagged(problem.solution); },
      [](const Problem&) { return tagged("nobody is anything"); });
  const auto grader = make_grader({suite->grader});
  for (const Problem& problem : suite->problems) {
    const std::string& names = problem.verification->fields.at("names");
    const auto people = static_cast<unsigned>(1 + std::count(names.begin(), names.end(), ','));
    int right = 0;
    for (unsigned knights = 0; knights < 1U << people; ++knights) {
      const std::string answer = roles(problem, knights);
      const Verdict verdict = grader->grade(problem, plain_completion(tagged(answer)));
      right += verdict.kind == VerdictKind::correct ? 1 : 0;
      if ((verdict.kind == VerdictKind::correct) != (answer == problem.solution)) {
        FAIL(problem.id << ": " << answer << " is " << to_string(verdict.kind));
      }
    }
    CHECK(right == 1);
  }
}

}  // namespace
}  // namespace assay::test
