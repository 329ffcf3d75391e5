// Paired permutation test: if two runs are alike, each problem's difference could as well have
// had the other sign.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace assay::statistics {

struct PermutationOptions {
  std::size_t exact_up_to = 20;  ///< differences other than 0 whose 2^n signs are all counted
  std::size_t draws = 100'000;   ///< beyond that
  std::uint64_t seed = 0;
};

struct PermutationTest {
  double less = 1;       ///< P(the sum is as small as seen or smaller)
  double greater = 1;    ///< P(the sum is as large as seen or larger)
  double two_sided = 1;  ///< twice the smaller, at most 1
  bool exact = true;
};

/// Of the mean of `differences` (B less A, a problem each) over flips of their signs. Drawn signs
/// are the bits of stream r of Philox, and p = (1 + hits) / (1 + draws), which keeps the level
/// exact. Sums that are equal but for rounding (1e-12 of the sum of magnitudes) count as equal.
/// All 1 for no differences. Throws UsageError for a value that is not finite, no draws, or
/// exact_up_to > 30.
/// Source: Fisher 1935, "The design of experiments", section 21; Phipson and Smyth 2010,
/// "Permutation p-values should never be zero".
[[nodiscard]] PermutationTest permutation_test(const std::vector<double>& differences,
                                               const PermutationOptions& options = {});

}  // namespace assay::statistics
