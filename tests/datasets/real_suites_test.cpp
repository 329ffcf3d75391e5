// The shipped suites on their authors' own files.
#include <algorithm>
#include <map>
#include <set>

#include "datasets/suite.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay::test {
namespace {

bool have(const std::string& file) { return std::filesystem::exists(shared_data(file)); }

Suite load(const std::string& name) { return load_suite(name, shared_data("suites")); }

const Problem& find(const Suite& suite, const std::string& id) {
  const auto found = std::find_if(suite.problems.begin(), suite.problems.end(),
                                  [&](const Problem& problem) { return problem.id == id; });
  REQUIRE(found != suite.problems.end());
  return *found;
}

constexpr const char* boxed_suffix =
    "\nPlease reason step by step, and put your final answer within \\boxed{}.";

TEST_CASE("gsm8k: 1319 problems, golds are integers without commas") {
  if (!have("suites/gsm8k/openai__grade-school-math__test.jsonl")) {
    ASSAY_SKIP("gsm8k's file is not here");
  }
  const Suite suite = load("gsm8k");
  REQUIRE(suite.problems.size() == 1319);
  CHECK(suite.problems[0].id == "test-0");
  CHECK(suite.problems[0].gold == "18");
  CHECK(suite.problems[0].prompt == suite.problems[0].question + boxed_suffix);
  int negative = 0;
  std::set<std::string> golds;
  for (const Problem& problem : suite.problems) {
    INFO(problem.id << ": " << problem.gold);
    CHECK(problem.gold.find_first_not_of("-0123456789") == std::string::npos);
    negative += problem.gold.front() == '-' ? 1 : 0;
    golds.insert(problem.gold);
  }
  CHECK(negative == 2);
  CHECK(golds.count("1450000") == 1);
}

TEST_CASE("math500: 500 problems with subject and level") {
  if (!have("suites/math500/mlfoundations__evalchemy__math500.jsonl")) {
    ASSAY_SKIP("math500's file is not here");
  }
  const Suite suite = load("math500");
  REQUIRE(suite.problems.size() == 500);
  const Problem& polar = find(suite, "test/precalculus/807.json");
  CHECK(polar.gold == "\\left( 3, \\frac{\\pi}{2} \\right)");
  CHECK(polar.subject == "Precalculus");
  CHECK(polar.level == 2);
  std::set<std::string> subjects;
  for (const Problem& problem : suite.problems) {
    CHECK(problem.level >= 1);
    CHECK(problem.level <= 5);
    subjects.insert(problem.subject);
  }
  CHECK(subjects.size() == 7);
}

TEST_CASE("humaneval: 164 problems with signature and check function") {
  if (!have("suites/humaneval/openai__human-eval__HumanEval.jsonl.gz")) {
    ASSAY_SKIP("humaneval's file is not here");
  }
  const Suite suite = load("humaneval");
  REQUIRE(suite.problems.size() == 164);
  for (const Problem& problem : suite.problems) {
    INFO(problem.id);
    REQUIRE(problem.tests);
    CHECK(problem.tests->layout == CodeLayout::humaneval);
    CHECK(problem.tests->prompt == problem.question);
    CHECK(problem.question.find("def " + problem.tests->entry_point + "(") != std::string::npos);
    CHECK(problem.tests->test.find("def check(candidate)") != std::string::npos);
    CHECK(problem.prompt.find("```python\n" + problem.question + "\n```") != std::string::npos);
  }
}

TEST_CASE("mbpp: the 500 problems of the test split, with asserts in the prompt and no CR") {
  if (!have("suites/mbpp/mlfoundations__evalchemy__mbpp.jsonl")) {
    ASSAY_SKIP("mbpp's file is not here");
  }
  const Suite suite = load("mbpp");
  REQUIRE(suite.problems.size() == 500);
  CHECK(suite.problems.front().id == "mbpp-11");
  CHECK(suite.problems.back().id == "mbpp-510");
  for (const Problem& problem : suite.problems) {
    INFO(problem.id);
    REQUIRE(problem.tests);
    CHECK(problem.tests->asserts.size() == 3);
    CHECK(problem.prompt.find(problem.tests->asserts[2] + "\n") != std::string::npos);
    CHECK(problem.tests->setup.empty() == (problem.id != "mbpp-367"));
    CHECK((problem.solution + problem.tests->setup).find('\r') == std::string::npos);
  }
  CHECK(find(suite, "mbpp-367").tests->setup.rfind("root = Node(1) \nroot.left", 0) == 0);
}

TEST_CASE("all golds of the real suites fill their prompts, and hashes differ") {
  std::set<std::string> hashes;
  std::size_t loaded = 0;
  for (const SuiteListing& listing : list_suites(shared_data("suites"))) {
    if (listing.availability == "file present") {
      const Suite suite = load(listing.name);
      CHECK(suite.problems.size() == listing.expected_problems);
      hashes.insert(suite.hash);
      ++loaded;
    }
  }
  if (loaded == 0) {
    ASSAY_SKIP("no real suite is here");
  }
  CHECK(hashes.size() == loaded);
  CHECK(loaded >= 12);
}

/// Runs of earlier versions can be resumed and compared as long as these stay.
TEST_CASE("the content hashes of suites that were run are what they were") {
  const std::map<std::string, std::string> hashes = {
      {"assay-code", "4449a54797a09a2a51383c2e7939ab47b72f72ad510306f05d6008bfbab76a5e"},
      {"assay-math", "43cc40e08663f8fd6df6f7d4d05ef573aa9d6283616d73557597f56d1e6d7c6b"},
      {"gsm8k", "079b310853b4e42b0248c196a513c9cb2860edd2b7a817a89f578a788b852cb0"},
      {"humaneval", "d1460d823572d3c48e94a77c5e998b53f6992db904babfcb2649a04554a49260"},
      {"math500", "c067cf51842a6f1c8440958ee7ea8a37768801555c382c3776d2d1585747cd80"},
      {"mbpp", "9dddfab675640d8f387abec51fc7eb9998aa04cd87fa22bfaac7d939524e4b3f"},
      {"mbpp_sanitized", "621fa073e683caab0ff0051737539aaeca5014e1086a746b1dbd68a350c45b65"}};
  for (const SuiteListing& listing : list_suites(shared_data("suites"))) {
    const auto known = hashes.find(listing.name);
    if (known != hashes.end() && listing.availability.rfind("needs", 0) != 0) {
      INFO(listing.name);
      CHECK(load(listing.name).hash == known->second);
    }
  }
}

}  // namespace
}  // namespace assay::test
