// The identity of a run: what must be equal for two samples to be drawn from one
// distribution, and what a reader must know to judge the numbers.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/generator.hpp"
#include "reports/run/shards.hpp"

namespace assay {

/// Of a suite that is run until its interval is narrow (statistics/adaptive_plan.hpp).
struct AdaptiveSampling {
  double half_width = 0;  ///< wanted, of the 95 % interval of pass@1, as a share
  int pilot = 0;  ///< samples 0 ... pilot - 1 of each problem decide and count in no estimate
  int max_k = 0;  ///< most samples of a problem, the pilot's included
  std::map<std::string, int> rounds;  ///< further samples by problem; empty until they are planned

  /// Fewest further samples that a problem gets.
  [[nodiscard]] int fewest_rounds() const;
};

struct SuiteEntry {
  std::string name;
  std::string title;
  std::string hash;  ///< of the whole suite, whatever part of it is run
  std::string grader;
  std::string reference;       ///< key into the references
  std::size_t suite_size = 0;  ///< problems in the whole suite
  int k = 1;                   ///< samples expected of each problem; if adaptive, the pilot's
  SamplingParams sampling;     ///< after clipping to the context
  std::vector<std::string>
      departures;  ///< from the suite's protocol, for people: "max_tokens 1024, not 32768"
  std::optional<AdaptiveSampling> adaptive;

  /// Samples expected of a problem of this run.
  [[nodiscard]] int expected_of(const std::string& problem) const;

  /// "8", or "4 + 1 to 12" where problems get different numbers of further samples.
  [[nodiscard]] std::string k_text() const;
};

struct Manifest {
  std::vector<SuiteEntry> suites;
  ModelInfo model;
  std::uint64_t seed = 0;
  std::string preset = "r1";
  std::string system_prompt;
  std::optional<int> think_budget;
  std::vector<int> fork_budgets;  ///< rising: each sample is also answered at these budgets
  int think_extend = 0;           ///< closings of the thinking that are replaced by a word
  Shards shards;                  ///< whose samples are expected in this file
  std::vector<std::string> other_numerics;  ///< fingerprints let in by --mixed, beside the model's
  std::string sandbox_level;
  std::string created;  ///< UTC, ISO 8601
  std::string version;  ///< of assay
  std::string git_commit;
  bool git_dirty = false;
  std::string host;     ///< OS and CPU, no user or host name
  std::string command;  ///< as typed, secrets removed

  /// Adds a fingerprint to `other_numerics` unless the run has it already.
  void note_numerics(const std::string& fingerprint);
};

[[nodiscard]] nlohmann::json to_json(const Manifest& manifest);

/// Throws DataError that names the missing or malformed field.
[[nodiscard]] Manifest manifest_from_json(const nlohmann::json& document);

/// One value that two manifests do not share.
struct ManifestDifference {
  std::string field;
  std::string first;
  std::string second;
};

/// The name under which ManifestDifference tells another numerics fingerprint.
inline constexpr std::string_view numerics_field = "numerics";

/// All that keeps samples of two runs from being one distribution. k, and which problems and
/// suites are selected, may differ. Compares suites by hash, model by weights hash, sampling,
/// seed, system prompt, think budget, forks and extension, numerics fingerprint, and the plan of
/// adaptive sampling.
[[nodiscard]] std::vector<ManifestDifference> manifest_differences(const Manifest& first,
                                                                   const Manifest& second);

/// Why samples of `wanted` may not be added to a run that was begun as `existing`: one line
/// a difference ("temperature: the run has 0.6, you asked for 1"); empty if they may. Besides
/// manifest_differences(): a shard stays the shard that it is, and no suite comes in later.
[[nodiscard]] std::vector<std::string> differences(const Manifest& existing, const Manifest& wanted,
                                                   bool mixed = false);

}  // namespace assay
