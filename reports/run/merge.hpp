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

struct MergeResult {
  std::size_t samples = 0;     ///< in the result
  std::size_t duplicates = 0;  ///< that several files held with the same content; kept once
};

/// Streams `runs` into the new file `out`, one sample in memory at a time, each with its newest
/// verdict. `out` appears whole or not at all. Throws UsageError for runs that are not parts of one
/// (manifests or problems differ, a shard is missing or there twice with other content), DataError
/// for damaged ones, and InfrastructureError if `out` exists or cannot be written; messages name
/// the files and what differs.
MergeResult merge_runs(const std::vector<std::filesystem::path>& runs,
                       const std::filesystem::path& out, const MergeOptions& options);

}  // namespace assay
