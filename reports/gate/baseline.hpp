// A baseline: a run as numbers in a small JSON file that can be committed beside the code. It
// decides as its run file would; texts and token ids are not in it.
#pragma once

#include <string>

#include "reports/compare/scores.hpp"

namespace assay {

/// One problem a line, so that two baselines differ line by line:
///   {"problem", "cluster"?, "samples", "correct", "thinking_mean", and, a sample each:
///    "outcomes" (a letter: c correct, w wrong, t truncated, u unparsed, . not judged),
///    "answers" (0 the right one, 1, 2, ... wrong ones, -1 none), "thinking" (tokens), "cost",
///    "digests" (16 hexadecimal digits)}
/// README.md has an example. The last four lists have no entry for what was not judged.
[[nodiscard]] std::string to_baseline(const RunScores& run);

/// Throws DataError that names file, problem and field.
[[nodiscard]] RunScores parse_baseline(const std::string& text, const std::string& path);

/// A run file or a baseline, by its first byte. Throws as either reader does.
[[nodiscard]] RunScores load_scores(const std::string& path);

}  // namespace assay
