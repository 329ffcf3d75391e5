// assay run --dry-run: what would be asked and drawn.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <vector>

#include "evals/cli/run_options.hpp"

namespace assay::cli {

/// Prints, a suite, the first prompt that would be asked with its ids, and how many samples would
/// be drawn: those that the run file at `path`, if there is one, lacks. Throws UsageError where
/// that file cannot go on with this, as the run itself would; `changes` are of suite_changes().
void print_dry_run(std::ostream& out, Plan plan, const Manifest& wanted, const Generator& generator,
                   const std::filesystem::path& path, const RunOptions& options,
                   const std::vector<std::string>& changes);

}  // namespace assay::cli
