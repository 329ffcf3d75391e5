// Two runs side by side: what changed from A to B, by how much, and how sure that is.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "reports/compare/paired_metric.hpp"
#include "reports/compare/run_differences.hpp"
#include "reports/statistics/mcnemar.hpp"
#include "reports/statistics/permutation.hpp"

namespace assay {

/// The samples of one problem that one run got right and the other, at the same index, did not.
struct Flips {
  std::string problem;
  std::vector<int> samples;  ///< indices
  int correct_a = 0;         ///< of the compared samples
  int correct_b = 0;
  int samples_a = 0;
  int samples_b = 0;
};

struct SuiteComparison {
  std::string suite;
  std::size_t suite_size = 0;
  std::size_t problems = 0;   ///< compared: both runs have a judged sample
  std::size_t left_out = 0;   ///< only one of them has
  std::size_t samples_a = 0;  ///< compared
  std::size_t samples_b = 0;
  std::size_t equal_samples = 0;  ///< same index, same digest
  std::size_t lone_samples = 0;   ///< not compared, since the other run has no such sample
  bool identical = false;         ///< all compared samples are, and they are all that one run has
  bool by_sample = false;         ///< one seed: sample j of both drew the same random numbers
  std::vector<PairedMetric> metrics;
  std::vector<Flips> lost;                     ///< right in A only; most samples first
  std::vector<Flips> gained;                   ///< right in B only
  std::optional<statistics::McNemar> mcnemar;  ///< with one sample a problem
};

struct Comparison {
  std::string path_a;
  std::string path_b;
  Manifest a;
  Manifest b;
  RunDifferences differences;
  bool incomplete = false;
  std::vector<SuiteComparison> suites;  ///< that both runs have, as A orders them
};

/// Of the suites and problems that both have. With one seed samples are paired by index, and those
/// that only one run has are left out; with two seeds a problem's samples are independent and its
/// means are paired. Throws UsageError where nothing is common.
[[nodiscard]] Comparison compare(const RunScores& a, const RunScores& b);

/// Of pass@1: whether the problems' differences could as well have had the other sign. Costs
/// 100,000 draws where more than 20 problems differ.
[[nodiscard]] statistics::PermutationTest permutation_of_accuracy(const SuiteComparison& suite);

/// A row as people read it: metric, A, B, B less A, its 95 % interval ("none" of identical runs),
/// and for pass@1 the chance of such a difference where there is none.
[[nodiscard]] std::vector<std::string> change_cells(const SuiteComparison& suite,
                                                    const PairedMetric& metric);

/// One screen for people.
[[nodiscard]] std::string to_text(const Comparison& comparison);

/// Everything, with `schema_version`; shares in [0, 1].
[[nodiscard]] nlohmann::json to_json(const Comparison& comparison);

}  // namespace assay
