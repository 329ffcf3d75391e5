// The shipped suites of final answers, judged with their authors' own answers, with wrong ones and
// with none.
#include <functional>
#include <optional>
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

}  // namespace
}  // namespace assay::test
