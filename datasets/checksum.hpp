// Whether a file is the one that was published: by size, SHA-256, or the id that git gives it.
#pragma once

#include <filesystem>
#include <string>

#include "datasets/download.hpp"

namespace assay {

/// In hexadecimal; as `git hash-object FILE` prints it. Reads the file piece by piece. Throws
/// UsageError or InfrastructureError for one that cannot be read.
[[nodiscard]] std::string git_blob_id(const std::filesystem::path& file);

/// How `file` differs from what the request says of its target, in words; empty if it does not.
/// Throws as git_blob_id does.
[[nodiscard]] std::string difference(const DownloadRequest& request,
                                     const std::filesystem::path& file);

}  // namespace assay
