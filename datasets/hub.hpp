// Models of the Hugging Face hub: what there is to download of one, and downloading it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "datasets/download.hpp"

namespace assay {

struct HubPlan {
  std::string model;   ///< "org/name"
  std::string commit;  ///< of all files; what main was when it was asked
  std::string license;
  std::string page;  ///< where a gated model's terms are accepted
  bool is_gated = false;
  bool has_tokenizer = false;  ///< one that the engine reads
  std::filesystem::path folder;
  std::size_t n_present = 0;               ///< files that are there, as published
  std::vector<DownloadRequest> downloads;  ///< the others; config.json is the last
  bool is_pinned = true;                   ///< each file has a SHA-256 or git's id
  bool is_update = false;                  ///< files of another commit are replaced
  std::uint64_t bytes = 0;                 ///< of all files
  std::uint64_t missing_bytes = 0;         ///< of `downloads`, without what their parts have
};

/// True for "org/name", two plain names.
[[nodiscard]] bool is_model_name(const std::string& name);

/// Asks the hub (hub_endpoint(), with hub_token()) for the files of `model` on main that the engine
/// reads, and compares what lies in `folder`. Writes nothing there. Throws UsageError: no such
/// model, none that the engine opens, a token over plain http to another machine;
/// InfrastructureError: no answer, or one that cannot be.
[[nodiscard]] HubPlan plan_model(const std::string& model, const std::filesystem::path& folder,
                                 const DownloadOptions& options);

/// Files come whole or not at all, and config.json after all others, so that a folder without it is
/// no model yet. Throws as download() does, and InfrastructureError before anything is written
/// where the disk has not the space.
void fetch_model(const HubPlan& plan, const DownloadOptions& options, int at_once);

}  // namespace assay
