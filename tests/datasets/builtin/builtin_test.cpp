#include "datasets/builtin/builtin.hpp"

#include <algorithm>
#include <set>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {
namespace {

using builtin::Split;
using builtin::WorkedProblem;

constexpr std::uint64_t draws_per_family = 2000;

std::vector<std::string> all_families() {
  std::vector<std::string> families = builtin::families("assay-math");
  for (const std::string& family : builtin::families("assay-code")) {
    families.push_back(family);
  }
  return families;
}

std::set<std::string> keys(const std::string& family, Split split, std::uint64_t seed) {
  std::set<std::string> found;
  for (std::uint64_t index = 0; index < draws_per_family; ++index) {
    found.insert(builtin::draw(family, split, seed, index).content_key);
  }
  return found;
}

std::size_t shared(const std::set<std::string>& a, const std::set<std::string>& b) {
  return static_cast<std::size_t>(
      std::count_if(a.begin(), a.end(), [&](const std::string& key) { return b.count(key) > 0; }));
}

TEST_CASE("training and test split share no content key, whatever the seeds") {
  for (const std::string& family : all_families()) {
    INFO(family);
    const auto test = keys(family, Split::test, 7);
    CHECK(shared(keys(family, Split::train, 7), test) == 0);
    CHECK(shared(keys(family, Split::train, 8), test) == 0);
  }
}

TEST_CASE("no prompt of a shipped suite, and none of its keys, can be drawn for training") {
  for (const char* suite : {"assay-math", "assay-code"}) {
    std::set<std::string> questions;
    for (const Problem& problem : builtin::suite(suite)) {
      questions.insert(problem.question);
    }
    std::size_t found_in_test = 0;
    for (const std::string& family : builtin::families(suite)) {
      for (std::uint64_t index = 0; index < draws_per_family; ++index) {
        INFO(family << " " << index);
        const WorkedProblem train = builtin::draw(family, Split::train, 1, index);
        CHECK(questions.count(train.problem.question) == 0);
        const WorkedProblem test = builtin::draw(family, Split::test, 1, index);
        found_in_test += questions.count(test.problem.question);
      }
    }
    CHECK(found_in_test > 0);  // the comparison can find something
  }
}

TEST_CASE("a draw is a pure function of family, split, seed and index") {
  for (const std::string& family : all_families()) {
    INFO(family);
    const WorkedProblem first = builtin::draw(family, Split::train, 3, 5);
    (void)builtin::draw(family, Split::train, 3, 6);
    const WorkedProblem again = builtin::draw(family, Split::train, 3, 5);
    CHECK(first.problem.question == again.problem.question);
    CHECK(first.thinking == again.thinking);
    CHECK(first.reply == again.reply);
    std::set<std::string> questions;
    for (std::uint64_t index = 0; index < 8; ++index) {
      questions.insert(builtin::draw(family, Split::train, 3, index).problem.question);
      questions.insert(builtin::draw(family, Split::train, 4, index).problem.question);
    }
    CHECK(questions.size() > 4);
  }
}

TEST_CASE("the shipped suites are large enough, cover all families, and have unique ids") {
  for (const auto& [suite, least] :
       {std::pair<const char*, std::size_t>{"assay-math", 400}, {"assay-code", 200}}) {
    INFO(suite);
    const std::vector<Problem> problems = builtin::suite(suite);
    CHECK(problems.size() >= least);
    std::set<std::string> ids;
    std::set<std::string> questions;
    std::set<std::string> subjects;
    std::set<int> levels;
    for (const Problem& problem : problems) {
      ids.insert(problem.id);
      questions.insert(problem.question);
      subjects.insert(problem.subject);
      levels.insert(problem.level);
    }
    CHECK(ids.size() == problems.size());
    CHECK(questions.size() == problems.size());
    const auto families = builtin::families(suite);
    CHECK(subjects == std::set<std::string>(families.begin(), families.end()));
    CHECK(levels.count(0) == 0);
    CHECK(levels.size() >= 3);
  }
}

TEST_CASE("every shipped problem can be judged") {
  for (const Problem& problem : builtin::suite("assay-math")) {
    INFO(problem.id);
    CHECK(!problem.gold.empty());
    CHECK(!problem.tests);
  }
  for (const Problem& problem : builtin::suite("assay-code")) {
    INFO(problem.id);
    REQUIRE(problem.tests);
    CHECK(problem.tests->asserts.size() >= 3);
    CHECK(!problem.tests->entry_point.empty());
    for (const std::string& line : problem.tests->asserts) {
      CHECK(line.rfind("assert ", 0) == 0);
      CHECK(line.find(problem.tests->entry_point + "(") != std::string::npos);
    }
    CHECK(problem.solution.find("def " + problem.tests->entry_point + "(") != std::string::npos);
  }
}

TEST_CASE("a worked solution ends in what the graders look for") {
  for (const std::string& family : builtin::families("assay-math")) {
    for (std::uint64_t index = 0; index < 200; ++index) {
      const WorkedProblem worked = builtin::draw(family, Split::train, 11, index);
      INFO(worked.problem.question << "\n" << worked.reply);
      CHECK(worked.reply.find("\\boxed{" + worked.problem.gold + "}") != std::string::npos);
      CHECK(!worked.thinking.empty());
      CHECK(worked.thinking.find("\\boxed") == std::string::npos);
    }
  }
  for (const std::string& family : builtin::families("assay-code")) {
    const WorkedProblem worked = builtin::draw(family, Split::train, 11, 0);
    CHECK(worked.reply == "```python\n" + worked.problem.solution + "```");
  }
}

TEST_CASE("unknown suites and families are refused") {
  CHECK_THROWS_AS(builtin::families("gsm8k"), UsageError);
  CHECK_THROWS_AS(builtin::suite("gsm8k"), UsageError);
  CHECK_THROWS_AS(builtin::draw("no-family", Split::test, 0, 0), UsageError);
}

}  // namespace
}  // namespace assay::test
