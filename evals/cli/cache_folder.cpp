#include "evals/cli/cache_folder.hpp"

#include <cstdlib>

namespace assay::cli {

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read-only
  return value != nullptr ? value : "";
}

}  // namespace

std::filesystem::path cache_folder(const std::string& name) {
  if (const std::string own = variable("ASSAY_CACHE"); !own.empty()) {
    return std::filesystem::path(own) / name;
  }
  if (const std::string caches = variable("XDG_CACHE_HOME"); !caches.empty()) {
    return std::filesystem::path(caches) / "assay" / name;
  }
  const std::string home = variable("HOME");
  return home.empty() ? std::filesystem::path()
                      : std::filesystem::path(home) / ".cache" / "assay" / name;
}

}  // namespace assay::cli
