// Whether a run file may go on with what is asked for now, and as what.
#pragma once

#include "evals/cli/run_options.hpp"
#include "reports/run/run_file.hpp"

namespace assay::cli {

/// The file's manifest grown by what is asked for now. Throws UsageError where the two cannot be
/// one run: each difference, of a suite that changed the first problem and field that did.
[[nodiscard]] Manifest grown(const RunFile& file, const Manifest& wanted,
                             const RunOptions& options);

}  // namespace assay::cli
