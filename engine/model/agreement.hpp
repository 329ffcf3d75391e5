// What `assay verify` finds, as plain data.
#pragma once

#include <vector>

namespace assay {

/// How the residual stream behind one layer differs, given the reference's input to it.
struct LayerDifference {
  int layer = 0;
  double nmse = 0.0;  ///< mean square of the difference by the mean square of the reference
  double ulp = 0.0;   ///< largest difference, in units of the last place of its row's largest value
};

struct Agreement {
  std::vector<LayerDifference> layers;
  /// Largest difference of a log-probability, each model left to itself, among the 20 likeliest
  /// tokens of each position, in nats.
  double logprob = 0.0;
  int agreeing = 0;  ///< positions at which both find the same token likeliest
  int positions = 0;
};

/// The first layer whose nmse is above `tolerance`, or not a number; null if there is none.
[[nodiscard]] const LayerDifference* first_beyond(const Agreement& agreement, double tolerance);

}  // namespace assay
