// Generated puzzles of the game Countdown: numbers, each to be used once, and a target.
#pragma once

#include <vector>

#include "datasets/problem.hpp"

namespace assay::builtin {

/// 75 puzzles each of 3, 4, 5 and 6 numbers from 1 to 99, targets from 10 to 999, without
/// repetition. Level 1 has three numbers. `solution` is an expression that solves it, from which
/// the puzzle was made.
[[nodiscard]] std::vector<Problem> countdown_problems();

}  // namespace assay::builtin
