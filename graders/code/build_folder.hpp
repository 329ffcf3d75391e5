// The folders in which compiled programs are kept: whose they are, and what goes where they are
// full.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>

namespace assay {

inline constexpr const char* unfinished_result = "building-";  ///< begins the names of such files

/// Makes `folder`, ours alone to write to; `mode` says who may look. Throws InfrastructureError if
/// it cannot, or if others may write to one that is there.
void make_own_folder(const std::filesystem::path& folder, mode_t mode);

/// The folder's own random text, made once.
[[nodiscard]] std::string folder_secret(const std::filesystem::path& folder);

/// The least recently used files go until the others are not more than `bytes`; and what an assay
/// that was killed did not finish.
void keep_below(const std::filesystem::path& folder, std::uintmax_t bytes);

/// $ASSAY_CACHE; else /var/cache/assay for root, whose sandboxes run as other users that cannot
/// enter its home; else $XDG_CACHE_HOME/assay or ~/.cache/assay. Throws UsageError if there is
/// none.
[[nodiscard]] std::filesystem::path cache_folder();

}  // namespace assay
