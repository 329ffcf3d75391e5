// The manifest of several run files as one, or why they are not parts of one run.
#pragma once

#include <string>
#include <vector>

#include "reports/run/manifest.hpp"
#include "reports/run/merge.hpp"

namespace assay {

struct NamedManifest {
  std::string name;  ///< of the file, for messages
  Manifest manifest;
};

/// At least one. Throws UsageError that names the files and what differs, or what is missing.
[[nodiscard]] Manifest merged_manifest(const std::vector<NamedManifest>& runs,
                                       const MergeOptions& options);

}  // namespace assay
