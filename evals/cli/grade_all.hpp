// Judges many answers at once, and tells the verdicts in the order of the answers.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "evals/cli/grade_input.hpp"
#include "graders/grader.hpp"

namespace assay::cli {

/// A failure of the judge is tried again, up to twice.
[[nodiscard]] Verdict judge_with_retries(const Grader& grader, const Problem& problem,
                                         const Completion& completion);

/// Calls `judge(i)` for every i below `count` on `workers` threads, and `tell(i, verdict)` on one
/// thread at a time, in order, as soon as all before i are known.
void judge_in_order(std::size_t count, std::size_t workers,
                    const std::function<Verdict(std::size_t)>& judge,
                    const std::function<void(std::size_t, const Verdict&)>& tell);

}  // namespace assay::cli
