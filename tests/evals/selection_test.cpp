#include "evals/selection.hpp"

#include <algorithm>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay {
namespace {

Suite numbered(const std::string& name, int first, int problems) {
  Suite suite;
  suite.name = name;
  for (int i = 0; i < problems; ++i) {
    Problem problem;
    problem.id = "p" + std::to_string(first + i);
    suite.problems.push_back(problem);
  }
  return suite;
}

TEST_CASE("a limit keeps the first problems of each suite, and their places") {
  const auto selected = select_problems({numbered("a", 0, 9), numbered("b", 0, 2)}, 3, {}).suites;
  REQUIRE(selected.size() == 2);
  CHECK(selected[0].positions == std::vector<std::size_t>{0, 1, 2});
  CHECK(selected[0].suite_size == 9);
  CHECK(selected[1].suite.problems.size() == 2);
}

TEST_CASE("ids narrow in their order, each once, and then the limit counts") {
  const auto selected =
      select_problems({numbered("a", 0, 9)}, std::nullopt, {"p4", "p2", "p4"}).suites;
  REQUIRE(selected.size() == 1);
  REQUIRE(selected[0].suite.problems.size() == 2);
  CHECK(selected[0].suite.problems[0].id == "p4");
  CHECK(selected[0].positions == std::vector<std::size_t>{4, 2});
  CHECK(select_problems({numbered("a", 0, 9)}, 1, {"p4", "p2"}).suites[0].positions ==
        std::vector<std::size_t>{4});
}

TEST_CASE("an id names a problem of every suite that has it, or of the suite before its slash") {
  const std::vector<Suite> suites = {numbered("a", 0, 4), numbered("b", 2, 4)};
  const auto one = select_problems(suites, std::nullopt, {"p0", "p5", "b/p3"}).suites;
  REQUIRE(one.size() == 2);
  CHECK(one[0].suite.problems.size() == 1);
  CHECK(one[1].suite.problems[1].id == "p3");
  const auto both = select_problems(suites, std::nullopt, {"p3"}).suites;
  REQUIRE(both.size() == 2);
  CHECK(both[0].positions == std::vector<std::size_t>{3});
  CHECK(both[1].positions == std::vector<std::size_t>{1});
}

TEST_CASE("a suite of which no id is named is left out, and told") {
  const Selection selection =
      select_problems({numbered("a", 0, 4), numbered("b", 9, 4)}, std::nullopt, {"p10"});
  REQUIRE(selection.suites.size() == 1);
  CHECK(selection.suites[0].suite.name == "b");
  CHECK(selection.left_out == std::vector<std::string>{"a"});
  CHECK(select_problems({numbered("a", 0, 4)}, 1, {}).left_out.empty());
}

TEST_CASE("a limit takes the same problems of a suite and its rewritings, in the suite's order") {
  Suite rewritten = numbered("a+rename", 2, 7);
  std::reverse(rewritten.problems.begin(), rewritten.problems.end());
  const auto selected =
      select_problems(
          {rewritten, numbered("a", 0, 9), numbered("a+numbers", 3, 2), numbered("b", 0, 9)}, 2, {})
          .suites;
  REQUIRE(selected.size() == 4);
  for (const SelectedSuite& suite : {selected[0], selected[1], selected[2]}) {
    INFO(suite.suite.name);
    REQUIRE(suite.suite.problems.size() == 2);
    CHECK(suite.suite.problems[0].id == "p3");
    CHECK(suite.suite.problems[1].id == "p4");
  }
  CHECK(selected[0].positions == std::vector<std::size_t>{5, 4});
  CHECK(selected[3].positions == std::vector<std::size_t>{0, 1});
  CHECK_THROWS_WITH(select_problems({numbered("a", 0, 2), numbered("a+rename", 2, 2)}, 2, {}),
                    Catch::Contains("a and its rewritings all have, and there is none"));
}

TEST_CASE("an id that only a suite has leaves its rewriting out, whatever the limit") {
  const Selection selection =
      select_problems({numbered("a", 0, 4), numbered("a+rename", 2, 2)}, 1, {"p1"});
  REQUIRE(selection.suites.size() == 1);
  CHECK(selection.left_out == std::vector<std::string>{"a+rename"});
}

TEST_CASE("an id that no suite has is named, with one that there is") {
  CHECK_THROWS_WITH(select_problems({numbered("a", 4, 2)}, std::nullopt, {"nope"}),
                    "--ids nope: a has no such problem; its first is p4");
}

TEST_CASE("ids that hold a slash are ids first") {
  Suite suite = numbered("HumanEval", 0, 2);
  suite.problems[1].id = "HumanEval/1";
  const auto selected =
      select_problems({suite}, std::nullopt, {"HumanEval/1", "HumanEval/p0"}).suites;
  CHECK(selected[0].positions == std::vector<std::size_t>{1, 0});
}

}  // namespace
}  // namespace assay
