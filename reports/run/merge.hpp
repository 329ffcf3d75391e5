// Several run files to one: the shards of a run, or parts of it that were drawn apart. The result
// equals, by canonical export, the run that was never divided, and can be resumed as that one.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace assay {

struct MergeOptions {
  bool partial = false;  ///< shards may be missing
  bool mixed = false;    ///< numerics fingerprints may differ; the result says so in every view
  std::string command;   ///< as typed, for the manifest
};

/// Streams `runs` into the new file `out`, one sample in memory at a time, each with its newest
/// verdict. `out` appears whole or not at all. Throws UsageError for runs that are not parts of one
/// (manifests or problems differ, a shard is missing, two files hold the same sample, be it with
/// the same content), DataError for damaged ones, and InfrastructureError if `out` exists or cannot
/// be written; messages name the files and what differs. Returns the number of samples.
std::size_t merge_runs(const std::vector<std::filesystem::path>& runs,
                       const std::filesystem::path& out, const MergeOptions& options);

}  // namespace assay
