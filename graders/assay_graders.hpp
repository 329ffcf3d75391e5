// The graders as a library: this header, linked with libassay_graders, is all that a program needs
// to judge answers. graders/example/judge_main.cpp is such a program.
//
//   make_grader({"math"}) or make_grader({"code"})   a Grader, which is thread-safe
//   grader->check(problem)                           throws where the problem cannot be judged
//   grader->grade(problem, completion)               a Verdict; never throws for what it judges
//
// A Problem holds the gold answer or the tests, a Completion what a model said, a Verdict what the
// grader found, with its reason. Errors of use are subclasses of assay::Error.
#pragma once

#include <string>
#include <utility>

#include "datasets/problem.hpp"   // IWYU pragma: export
#include "engine/core/error.hpp"  // IWYU pragma: export
#include "engine/generator.hpp"   // IWYU pragma: export
#include "graders/grader.hpp"     // IWYU pragma: export
#include "graders/verdict.hpp"    // IWYU pragma: export

namespace assay {

/// A completion that is all answer, as of a model that does not think aloud.
[[nodiscard]] inline Completion plain_completion(std::string answer) {
  Completion completion;
  completion.answer = std::move(answer);
  completion.think_end = 0;
  return completion;
}

}  // namespace assay
