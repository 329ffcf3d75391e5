// A run as Every Eval Ever records, schema 0.3.0: one aggregate and one file of samples a suite.
// Layout: evaleval/every_eval_ever, eval.schema.json and instance_level_eval.schema.json.
#pragma once

#include <filesystem>
#include <vector>

#include "reports/run/run_file.hpp"

namespace assay {

/// Writes `directory`/data/SUITE/DEVELOPER/MODEL/UUID.json and UUID_samples.jsonl, folders made
/// where they are missing; files of these names are replaced. UUID comes from the run's identity,
/// so a second export writes the same files. Returns them. A row is one scored sample; samples
/// whose judge failed are counted in the aggregate and have no row. Throws InfrastructureError
/// where it cannot write.
std::vector<std::filesystem::path> export_eee(const RunFile& file,
                                              const std::filesystem::path& directory);

}  // namespace assay
