// What two runs do not share: what makes their scores incomparable, and what a reader must know.
#pragma once

#include <string>
#include <vector>

#include "reports/compare/scores.hpp"

namespace assay {

struct RunDifferences {
  /// Other problems, or samples drawn in another way: the difference of the scores would say
  /// nothing of the model. One line each, e.g. "temperature: A has 0.6, B has 3".
  std::vector<std::string> obstacles;
  /// Model, numerics, seed, k, graders, what is not scored: comparable, and worth knowing.
  std::vector<std::string> remarks;
};

[[nodiscard]] RunDifferences run_differences(const RunScores& a, const RunScores& b);

/// "assay-math: 3 of 120 samples are not scored (1 of them an infrastructure error)", a line a
/// suite; empty for a complete run.
[[nodiscard]] std::vector<std::string> missing_samples(const RunScores& run);

/// Throws UsageError with all obstacles in one line, unless there are none.
void require_comparable(const RunDifferences& differences);

}  // namespace assay
