// In which field two versions of a problem differ: why a suite is another one than a run had.
#pragma once

#include <string>

#include "datasets/problem.hpp"

namespace assay {

/// `gold: the run has "4", you asked for "5"`: the first field that differs, the prompt last, since
/// most other changes are in it, too. Texts are cut to the place where they part. Empty if the
/// problems are equal.
[[nodiscard]] std::string problem_change(const Problem& before, const Problem& now);

}  // namespace assay
