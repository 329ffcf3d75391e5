// Judges one maths answer and one program: how the library is used.
#include <cstdio>
#include <string>

#include "graders/assay_graders.hpp"

namespace {

void show(const char* what, const assay::Verdict& verdict) {
  std::printf("%s: %s (%s)\n", what, std::string(assay::to_string(verdict.kind)).c_str(),
              verdict.reason.c_str());
}

void judge_answer() {
  assay::Problem problem;
  problem.id = "half";
  problem.gold = "1/2";
  const auto grader = assay::make_grader({"math", assay::SandboxPolicy::automatic});
  grader->check(problem);
  show("maths", grader->grade(problem, assay::plain_completion("So it is \\boxed{0.5}.")));
}

void judge_program() {
  assay::Problem problem;
  problem.id = "square";
  problem.tests.emplace();
  problem.tests->asserts = {"assert square(3) == 9", "assert square(-2) == 4"};
  const auto grader = assay::make_grader({"code", assay::SandboxPolicy::automatic});
  grader->check(problem);
  show("code", grader->grade(problem, assay::plain_completion(
                                          "```python\ndef square(x):\n    return x * x\n```")));
}

}  // namespace

int main() {
  try {
    judge_answer();
    judge_program();
    return 0;
  } catch (const assay::Error& error) {
    std::fprintf(stderr, "judge: %s\n", error.what());
    return static_cast<int>(error.exit_code());
  }
}
