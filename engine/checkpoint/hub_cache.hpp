// Where a checkpoint that is named "org/name" lies on this machine.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace assay {

/// True for what can name a model of a hub: two parts of letters, digits, '-', '_' and '.', and a
/// slash between them.
[[nodiscard]] bool is_hub_name(const std::string& name);

/// The places to look for a model of a hub, in order: what `assay fetch` has written below
/// $ASSAY_CACHE ($XDG_CACHE_HOME/assay, ~/.cache/assay), then Hugging Face's own cache
/// ($HF_HUB_CACHE, $HF_HOME/hub, ~/.cache/huggingface/hub).
[[nodiscard]] std::vector<std::filesystem::path> hub_places(const std::string& name);

/// The directory that holds config.json of the model: of a cache of Hugging Face the snapshot that
/// refs/main names, or the only one. Empty if none of hub_places() has it.
[[nodiscard]] std::optional<std::filesystem::path> find_in_hub_caches(const std::string& name);

}  // namespace assay
