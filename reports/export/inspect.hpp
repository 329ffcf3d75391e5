// A run as logs of Inspect (`.eval`), for `inspect view` and what reads its logs. One log a suite:
// a sample of ours is an epoch of theirs. Layout: UKGovernmentBEIS/inspect_ai 0.3.285,
// inspect_ai/log/_log.py and _recorders/eval.py.
#pragma once

#include <filesystem>
#include <vector>

#include "reports/run/run_file.hpp"

namespace assay {

/// `out` ends in ".eval": that file, for a run of one suite (UsageError for more). Else a
/// directory, made where it is missing, which gets TIME_SUITE_ID.eval; TIME and ID are those of the
/// run, so a second export writes the same files. Files of these names are replaced. Returns them.
/// Thinking is reasoning content; verdicts beyond right and wrong are in the score's metadata; a
/// sample whose judge failed has an error and no score. Throws InfrastructureError where it cannot
/// write.
std::vector<std::filesystem::path> export_inspect(const RunFile& file,
                                                  const std::filesystem::path& out);

}  // namespace assay
