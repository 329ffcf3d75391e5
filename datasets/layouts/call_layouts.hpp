// Layouts whose tests call functions: HumanEval, MBPP and EvalPlus.
#pragma once

#include "datasets/problem.hpp"
#include "datasets/readers/row_fields.hpp"

namespace assay {

[[nodiscard]] CodeTests read_humaneval(const RowFields& row);
[[nodiscard]] CodeTests read_mbpp(const RowFields& row);

/// The expected values are the reference solution's, found when a program is judged.
[[nodiscard]] CodeTests read_evalplus(const RowFields& row);

}  // namespace assay
