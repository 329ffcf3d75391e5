// How far a mean over problems may be off by the choice of problems.
#pragma once

#include <string>
#include <vector>

namespace assay::statistics {

/// Standard error of the mean of per-problem scores: sample deviation (n - 1) over sqrt(n).
/// Samples of one problem enter through the problem's mean, so k adds no false certainty.
/// 0 for fewer than two scores, where none can be told.
/// Source: Miller 2024, "Adding error bars to evals", arXiv 2411.00640, equation 1.
[[nodiscard]] double standard_error(const std::vector<double>& scores);

/// The same where problems come in clusters (variants of one story, questions on one text):
/// adds the covariance within clusters. `clusters[i]` is the key of `scores[i]`; an empty key is
/// a cluster of its own. Never below 0. Throws UsageError if the sizes differ.
/// Source: as above, section 2.2, equation 4.
[[nodiscard]] double clustered_standard_error(const std::vector<double>& scores,
                                              const std::vector<std::string>& clusters);

}  // namespace assay::statistics
