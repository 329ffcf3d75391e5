// Where downloads go if nobody says where.
#pragma once

#include <filesystem>
#include <string>

namespace assay::cli {

/// `name` below $ASSAY_CACHE, $XDG_CACHE_HOME/assay or ~/.cache/assay; empty if the environment
/// names none of them. It need not be there.
[[nodiscard]] std::filesystem::path download_folder(const std::string& name);

}  // namespace assay::cli
