// A run reduced to what a comparison needs of each sample: a few numbers, no text. Read from a run
// file in one pass, or from a baseline (reports/gate/baseline.hpp), which holds the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "reports/run/manifest.hpp"
#include "reports/run/run_file.hpp"

namespace assay {

/// What a judged sample counts as; `wrong` is every failure that is not one of the last two.
enum class Outcome { correct, wrong, truncated, unparsed };

struct SampleScore {
  int index = 0;
  Outcome outcome = Outcome::wrong;
  /// Whom its answer votes for: 0 the right answer, 1, 2, ... the problem's wrong answers in the
  /// order in which they came, -1 nobody.
  int party = -1;
  double thinking = 0;       ///< tokens
  double cost = 0;           ///< in the run's cost_unit()
  std::uint64_t digest = 0;  ///< first 64 bits of the sample digest

  friend bool operator==(const SampleScore&, const SampleScore&) = default;
};

struct ProblemScores {
  std::string id;
  std::string cluster;               ///< empty: one of its own
  std::vector<SampleScore> samples;  ///< judged ones, ascending by index

  friend bool operator==(const ProblemScores&, const ProblemScores&) = default;
};

struct SuiteScores {
  SuiteEntry entry;
  std::vector<ProblemScores> problems;  ///< ascending by id
  std::set<std::string> graders;        ///< ids with version
  bool votes = false;                   ///< answers have a canonical form
  std::size_t infrastructure = 0;       ///< samples that the judge failed on

  [[nodiscard]] std::size_t expected() const;
  [[nodiscard]] std::size_t scored() const noexcept;
};

struct RunScores {
  std::string path;
  Manifest manifest;
  std::vector<SuiteScores> suites;  ///< as in the manifest

  [[nodiscard]] const SuiteScores* find(const std::string& suite) const noexcept;
};

/// One pass, one sample in memory at a time. Throws as RunFile does.
[[nodiscard]] RunScores read_scores(const RunFile& file);

/// The currency where the model has a price; else "tokens", the sampled ones.
[[nodiscard]] std::string cost_unit(const Manifest& manifest);

}  // namespace assay
