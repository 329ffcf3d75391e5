// A run as lm-evaluation-harness writes its own: results_TIME.json and samples_TASK_TIME.jsonl.
// Layout: EleutherAI/lm-evaluation-harness 0.4.13, lm_eval/loggers/evaluation_tracker.py and
// lm_eval/result_schema.py.
#pragma once

#include <filesystem>
#include <vector>

#include "reports/run/run_file.hpp"

namespace assay {

/// Writes below `directory`/MODEL, which is made where it is missing; files of these names are
/// replaced. TIME is that of the run, so a second export writes the same files. Returns them, the
/// results last. A row holds all scored samples of a problem: `resps` the replies with their
/// thinking, `filtered_resps` what was judged, `exact_match` (code: `pass@1`) the share of them
/// that is right. Throws InfrastructureError where it cannot write.
std::vector<std::filesystem::path> export_lm_eval(const RunFile& file,
                                                  const std::filesystem::path& directory);

}  // namespace assay
