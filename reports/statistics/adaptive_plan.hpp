// Which problems deserve more samples: the plan behind `--until-ci`.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace assay::statistics {

/// Samples of one problem and how many of them are right.
struct SampleCount {
  int samples = 0;
  int correct = 0;
};

struct PlanOptions {
  double half_width = 0.02;  ///< of the interval that is wanted, as a share
  double confidence = 0.95;
  int max_rounds = 64;  ///< samples a problem, beside the pilot's
};

/// Problems whose pilot looked alike. Each gets `rounds` samples.
struct Stratum {
  std::vector<std::size_t> problems;  ///< indices, ascending
  double variance = 0;                ///< expected of one sample's score, mean over the problems
  int rounds = 1;
};

struct AdaptivePlan {
  std::vector<Stratum>
      strata;             ///< none right, fewest, middle, most, all right; empty ones left out
  double half_width = 0;  ///< predicted once the rounds are done
  bool reached = false;   ///< `half_width` is at most the one wanted
  /// Where `reached` is false: problems that would be needed with max_rounds each, since
  /// between-question error stays however often the same ones are asked.
  std::optional<std::size_t> problems_needed;
  std::size_t samples = 0;  ///< of all rounds
};

/// A pure function of a pilot (>= 2 samples a problem). Strata and rounds are fixed by the pilot
/// alone, and the pilot's samples then count in no estimate: given the strata, the samples of the
/// rounds are fresh, so each problem's mean over them, and with it the mean over problems, is
/// unbiased, whatever was allotted. Stopping on the result itself would not be.
///
/// Rounds start at 1 and go one by one to the stratum that loses most variance a sample (Neyman's
/// allocation in whole rounds, cheapest but for the last one), until z^2 (between + sum over
/// problems of variance / rounds / N^2) <= half_width^2. `between` is the pilot's
/// (within_question.hpp); a problem's variance is its mean under Jeffreys' prior, so that "all four
/// right" is not taken for certainty. The half width is a prediction; the report's is measured.
/// Throws UsageError for fewer than two problems, a pilot below 2 samples, or a bad option.
/// Source: Neyman 1934; Cochran 1977, "Sampling techniques", sections 5.5 and 5.9.
[[nodiscard]] AdaptivePlan plan_rounds(const std::vector<SampleCount>& pilot,
                                       const PlanOptions& options);

struct StratifiedEstimate {
  double mean = 0;
  double standard_error = 0;  ///< question-level
};

/// From the samples of the rounds (not the pilot's), by problem: sum over strata of their share of
/// problems times their mean. Throws UsageError where a problem has another number of samples than
/// its stratum's rounds.
[[nodiscard]] StratifiedEstimate stratified_estimate(const AdaptivePlan& plan,
                                                     const std::vector<SampleCount>& rounds);

}  // namespace assay::statistics
