#include "evals/cli/download_folder.hpp"

#include "engine/core/environment.hpp"

namespace assay::cli {

std::filesystem::path download_folder(const std::string& name) {
  const std::filesystem::path cache = cache_folder("ASSAY_CACHE", "assay");
  return cache.empty() ? cache : cache / name;
}

}  // namespace assay::cli
