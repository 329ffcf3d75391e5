// Whether a run file may go on with what is asked for now, and as what.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "evals/cli/run_options.hpp"
#include "reports/run/run_file.hpp"

namespace assay::cli {

/// A line a suite whose content is not what the run file at `path` was begun with: the first
/// problem and field that changed. `suites` are whole: a run keeps only what it asks of them. None
/// where there is no file yet.
[[nodiscard]] std::vector<std::string> suite_changes(const std::filesystem::path& path,
                                                     const std::vector<Suite>& suites);

/// The file's manifest grown by what is asked for now. Throws UsageError where the two cannot be
/// one run: each difference, and `changes`, those of suite_changes().
[[nodiscard]] Manifest grown(const RunFile& file, const Manifest& wanted, bool mixed,
                             const std::vector<std::string>& changes);

/// A line for each thing of which the run has more than is asked for now: it is kept.
[[nodiscard]] std::vector<std::string> kept_beyond(const RunFile& file, const Plan& plan);

}  // namespace assay::cli
