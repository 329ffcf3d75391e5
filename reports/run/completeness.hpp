// Whether a run file holds every sample that its manifest promises, counted without reading a
// trace: what every command that reads runs must say.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

#include "reports/run/run_file.hpp"

namespace assay {

struct Completeness {
  std::string suite;
  std::size_t expected = 0;
  std::size_t missing = 0;   ///< of these, not stored
  std::size_t unjudged = 0;  ///< stored, but the judge failed
};

/// One a suite of the manifest.
[[nodiscard]] std::vector<Completeness> completeness(const RunFile& file);

/// What to tell of missing samples and how to get them: "gsm8k: 3 of 40 samples are missing, ...".
[[nodiscard]] std::string missing_text(const std::string& suite, std::size_t missing,
                                       std::size_t expected, const Shards& shards);
[[nodiscard]] std::string unjudged_text(const std::string& suite, std::size_t unjudged);

/// What to tell of samples that were computed under several numerics; empty if all under one.
[[nodiscard]] std::string mixed_text(const Manifest& manifest);

/// One line "Warning: ..." for each of these that holds; nothing for a whole run.
void print_incomplete(const RunFile& file, std::ostream& out);

}  // namespace assay
