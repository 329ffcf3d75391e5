// Problems, answers and a grader for the tests of code.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/error.hpp"
#include "graders/grader.hpp"

namespace assay::test {

/// Null where this machine has no sandbox.
inline std::unique_ptr<Grader> code_grader_or_skip() {
  try {
    return make_grader({"code", SandboxPolicy::automatic});
  } catch (const InfrastructureError&) {
    return nullptr;
  }
}

inline Problem assert_problem(std::vector<std::string> asserts) {
  Problem problem;
  problem.id = "p";
  problem.tests.emplace();
  problem.tests->asserts = std::move(asserts);
  return problem;
}

inline Completion answer_with(const std::string& program) {
  Completion completion;
  completion.think_end = 0;
  completion.answer = "Here it is.\n\n```python\n" + program + "\n```\n";
  return completion;
}

}  // namespace assay::test
