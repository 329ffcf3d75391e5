#include "datasets/prompt.hpp"

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {
namespace {

Problem addition() {
  Problem problem;
  problem.question = "What is {asserts} + \\frac{1}{2}?";
  problem.tests = CodeTests{};
  problem.tests->asserts = {"assert f(1) == 2", "assert f(2) == 3"};
  problem.tests->entry_point = std::string("f");
  return problem;
}

TEST_CASE("placeholders are filled in once, and other braces stay") {
  const std::string question = addition().question;
  CHECK(render_prompt("{question}", addition()) == question);
  CHECK(render_prompt("{question} in \\boxed{}, {Q} {1} { {", addition()) ==
        question + " in \\boxed{}, {Q} {1} { {");
  CHECK(render_prompt("{entry_point}: {question}\n{asserts}\n", addition()) ==
        "f: " + question + "\nassert f(1) == 2\nassert f(2) == 3\n");
  CHECK(render_prompt("{question} \\boxed{{answer}}", addition()) == question + " \\boxed{answer}");
}

TEST_CASE("a template with an unknown placeholder or without the question is refused") {
  CHECK_THROWS_AS(render_prompt("{question} {answer}", addition()), UsageError);
  CHECK_THROWS_AS(render_prompt("{entry_point}", addition()), UsageError);
  CHECK_THROWS_AS(render_prompt("{{question}}", addition()), UsageError);
}

}  // namespace
}  // namespace assay::test
