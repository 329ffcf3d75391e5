#include "evals/selection.hpp"

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
  const auto selected = select_problems({numbered("a", 0, 9), numbered("b", 0, 2)}, 3, {});
  REQUIRE(selected.size() == 2);
  CHECK(selected[0].positions == std::vector<std::size_t>{0, 1, 2});
  CHECK(selected[0].suite_size == 9);
  CHECK(selected[1].suite.problems.size() == 2);
}

TEST_CASE("ids narrow in their order, each once, and then the limit counts") {
  const auto selected = select_problems({numbered("a", 0, 9)}, std::nullopt, {"p4", "p2", "p4"});
  REQUIRE(selected.size() == 1);
  REQUIRE(selected[0].suite.problems.size() == 2);
  CHECK(selected[0].suite.problems[0].id == "p4");
  CHECK(selected[0].positions == std::vector<std::size_t>{4, 2});
  CHECK(select_problems({numbered("a", 0, 9)}, 1, {"p4", "p2"})[0].positions ==
        std::vector<std::size_t>{4});
}

TEST_CASE("of two suites an id belongs to the one that has it, or names its suite") {
  const std::vector<Suite> suites = {numbered("a", 0, 4), numbered("b", 2, 4)};
  const auto selected = select_problems(suites, std::nullopt, {"p0", "p5", "b/p3"});
  REQUIRE(selected.size() == 2);
  CHECK(selected[0].suite.problems.size() == 1);
  CHECK(selected[1].suite.problems[1].id == "p3");
  CHECK_THROWS_WITH(select_problems(suites, std::nullopt, {"p3"}),
                    "--ids p3: a and b have it; name one of them as a/p3");
}

TEST_CASE("a suite of which no id is named is left out") {
  const auto selected =
      select_problems({numbered("a", 0, 4), numbered("b", 9, 4)}, std::nullopt, {"p10"});
  REQUIRE(selected.size() == 1);
  CHECK(selected[0].suite.name == "b");
}

TEST_CASE("an id that no suite has is named, with one that there is") {
  CHECK_THROWS_WITH(select_problems({numbered("a", 4, 2)}, std::nullopt, {"nope"}),
                    "--ids nope: a has no such problem; its first is p4");
}

TEST_CASE("ids that hold a slash are ids first") {
  Suite suite = numbered("HumanEval", 0, 2);
  suite.problems[1].id = "HumanEval/1";
  const auto selected = select_problems({suite}, std::nullopt, {"HumanEval/1", "HumanEval/p0"});
  CHECK(selected[0].positions == std::vector<std::size_t>{1, 0});
}

}  // namespace
}  // namespace assay
