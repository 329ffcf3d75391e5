// What there is to download for a suite, and under which name and licence.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/download.hpp"

namespace assay {

struct FetchedFile {
  DownloadRequest request;
  std::string replaced;  ///< SHA-256 of another file in the target's place
};

struct FetchPlan {
  std::string suite;
  std::string title;
  std::string license;
  bool is_builtin = false;                     ///< there is nothing to download
  std::vector<std::filesystem::path> present;  ///< files that a run would read, as they should be
  bool is_pinned = false;                      ///< whether checksums say what all files should be
  std::vector<FetchedFile> downloads;          ///< what is not there, or not as it should be
};

/// `suite` as in load_suite. A file goes to <data>/<suite>/, under the one of its names that its
/// address ends in. Throws UsageError: unknown suite; data that have no address of their own (where
/// to get them, and where to put them).
[[nodiscard]] FetchPlan plan_fetch(std::string_view suite, const std::filesystem::path& data);

/// hub_token() where `url` is one of https://huggingface.co, else nothing.
[[nodiscard]] std::string token_for(std::string_view url);

}  // namespace assay
