// Judges whole programs, which read stdin and print.
//
// Theory of operation. Each test is a fresh process in a fresh sandbox. Its stdin is an unnamed
// file in memory; the expected output stays here, where the comparison is made too
// (compare_output.hpp). Where a suite has a checker, that runs in a sandbox of its own, which holds
// no candidate.
#pragma once

#include "graders/code/compare_output.hpp"
#include "graders/code/interpreter.hpp"
#include "graders/code/judge.hpp"
#include "graders/code/language.hpp"

namespace assay {

/// For the layout stdin_io, in any language that Languages knows.
class StdinJudge final : public Judge {
 public:
  StdinJudge(const Interpreter& python, const Languages& languages)
      : python_(python), languages_(languages) {}

  [[nodiscard]] Judged judge(const CodeTests& tests, const std::string& program) const override;

 private:
  struct Run;
  [[nodiscard]] Judged run_test(const Run& run, std::size_t number) const;
  [[nodiscard]] Judged compared(const Run& run, std::size_t number, const Outcome& outcome) const;
  [[nodiscard]] Judged asked(const CodeTests& tests, std::size_t number,
                             const std::string& printed) const;
  [[nodiscard]] Judged checked(const CodeTests& tests, std::size_t number,
                               const std::string& printed) const;

  const Interpreter& python_;
  const Languages& languages_;
};

}  // namespace assay
