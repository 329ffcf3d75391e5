// Judges the programs in replies: finds the program, and hands it to the judge of its tests.
//
// Untrusted programs run in sandboxes of their own; expected values and verdicts stay outside
// (python_judge.hpp, stdin_judge.hpp).
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "graders/code/cpp_judge.hpp"
#include "graders/code/interpreter.hpp"
#include "graders/code/language.hpp"
#include "graders/code/python_judge.hpp"
#include "graders/code/stdin_judge.hpp"
#include "graders/grader.hpp"
#include "graders/sandbox/sandbox.hpp"

namespace assay {

class CodeGrader final : public Grader {
 public:
  /// Throws InfrastructureError if Python or the sandbox is missing, or a trial run fails.
  explicit CodeGrader(Isolation isolation, Cgroups cgroups = Cgroups::where_possible);

  [[nodiscard]] Verdict grade(const Problem& problem, const Completion& completion) const override;

  /// Throws DataError if the problem has no tests, or tests that no judge here can run.
  void check(const Problem& problem) const override;

  [[nodiscard]] std::string id() const override { return "code/2"; }

 private:
  [[nodiscard]] const Judge& judge_for(const CodeTests& tests) const;

  Sandbox sandbox_;
  Interpreter python_;
  Languages languages_;
  PythonJudge calls_;
  StdinJudge programs_;
  mutable std::once_flag cpp_started_;  // its compiler is looked for when it is wanted
  mutable std::unique_ptr<CppJudge> cpp_;
};

}  // namespace assay
