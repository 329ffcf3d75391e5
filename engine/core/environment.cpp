#include "engine/core/environment.hpp"

#include <cstdlib>

namespace assay {

std::string environment_variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read-only
  return value != nullptr ? value : "";
}

std::filesystem::path cache_folder(const char* variable, const char* folder) {
  if (const std::string own = environment_variable(variable); !own.empty()) {
    return own;
  }
  if (const std::string caches = environment_variable("XDG_CACHE_HOME"); !caches.empty()) {
    return std::filesystem::path(caches) / folder;
  }
  const std::string home = environment_variable("HOME");
  return home.empty() ? std::filesystem::path() : std::filesystem::path(home) / ".cache" / folder;
}

std::filesystem::path hugging_face_home() {
  const std::filesystem::path home = cache_folder("HF_HOME", "huggingface");
  return home.empty() ? std::filesystem::path(".cache") / "huggingface" : home;
}

}  // namespace assay
