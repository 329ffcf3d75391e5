// The identity of a run: what must be equal for two samples to be drawn from one
// distribution, and what a reader must know to judge the numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/generator.hpp"

namespace assay {

struct SuiteEntry {
  std::string name;
  std::string title;
  std::string hash;  ///< of the whole suite, whatever part of it is run
  std::string grader;
  std::string reference;       ///< key into the references
  std::size_t suite_size = 0;  ///< problems in the whole suite
  int k = 1;                   ///< samples expected of each problem of this run
  SamplingParams sampling;     ///< after clipping to the context
  std::vector<std::string>
      departures;  ///< from the suite's protocol, for people: "max_tokens 1024, not 32768"
};

struct Manifest {
  std::vector<SuiteEntry> suites;
  ModelInfo model;
  std::uint64_t seed = 0;
  std::string preset = "r1";
  std::string system_prompt;
  std::optional<int> think_budget;
  std::string sandbox_level;
  std::string created;  ///< UTC, ISO 8601
  std::string version;  ///< of assay
  std::string git_commit;
  bool git_dirty = false;
  std::string host;     ///< OS and CPU, no user or host name
  std::string command;  ///< as typed, secrets removed
};

[[nodiscard]] nlohmann::json to_json(const Manifest& manifest);

/// Throws DataError that names the missing or malformed field.
[[nodiscard]] Manifest manifest_from_json(const nlohmann::json& document);

/// Why samples of `wanted` may not be added to a run that was begun as `existing`: one line
/// a difference ("temperature: the run has 0.6, you asked for 1"); empty if they may. k,
/// and which problems are selected, may grow. Compares suites by hash, model by weights
/// hash, sampling, seed, system prompt, think budget, numerics fingerprint.
[[nodiscard]] std::vector<std::string> differences(const Manifest& existing,
                                                   const Manifest& wanted);

}  // namespace assay
