#include "engine/checkpoint/hub_cache.hpp"

#include <algorithm>
#include <fstream>

#include "engine/core/environment.hpp"

namespace assay {

namespace {

namespace fs = std::filesystem;

fs::path hugging_face_hub() {
  const std::string hub = environment_variable("HF_HUB_CACHE");
  return hub.empty() ? hugging_face_home() / "hub" : fs::path(hub);
}

bool is_part(const std::string& part) {
  return !part.empty() && part.front() != '.' && std::all_of(part.begin(), part.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

std::string first_line(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

bool is_checkpoint(const fs::path& directory) {
  std::error_code ignored;
  return fs::exists(directory / "config.json", ignored);
}

/// `place` itself, or the snapshot of it that is current.
std::optional<fs::path> checkpoint_in(const fs::path& place) {
  if (is_checkpoint(place)) {
    return place;
  }
  const fs::path snapshots = place / "snapshots";
  const std::string current = first_line(place / "refs" / "main");
  if (!current.empty() && is_checkpoint(snapshots / current)) {
    return snapshots / current;
  }
  std::error_code ignored;
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(snapshots, ignored)) {
    if (is_checkpoint(entry.path())) {
      found.push_back(entry.path());
    }
  }
  return found.size() == 1 ? std::optional(found.front()) : std::nullopt;
}

}  // namespace

bool is_hub_name(const std::string& name) {
  const std::size_t slash = name.find('/');
  return slash != std::string::npos && is_part(name.substr(0, slash)) &&
         is_part(name.substr(slash + 1));
}

std::vector<fs::path> hub_places(const std::string& name) {
  std::string flat = "models--" + name;
  flat.replace(flat.find('/'), 1, "--");
  const fs::path cache = cache_folder("ASSAY_CACHE", "assay");
  const fs::path models = (cache.empty() ? fs::path(".cache") / "assay" : cache) / "models";
  return {models / name, hugging_face_hub() / flat};
}

std::optional<fs::path> find_in_hub_caches(const std::string& name) {
  for (const fs::path& place : hub_places(name)) {
    if (std::optional<fs::path> found = checkpoint_in(place)) {
      return found;
    }
  }
  return std::nullopt;
}

}  // namespace assay
