#include "datasets/path_pattern.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <string>
#include <system_error>

namespace assay {

namespace fs = std::filesystem;

bool is_pattern(const fs::path& path) {
  return path.filename().string().find_first_of("*?") != std::string::npos;
}

bool matches(const fs::path& pattern, const fs::path& path) {
  return pattern.parent_path() == path.parent_path() &&
         ::fnmatch(pattern.filename().c_str(), path.filename().c_str(), FNM_PERIOD) == 0;
}

std::vector<fs::path> matching(const fs::path& pattern) {
  std::vector<fs::path> files;
  std::error_code ignored;
  const fs::path folder = pattern.has_parent_path() ? pattern.parent_path() : fs::path(".");
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (matches(folder / pattern.filename(), entry.path()) && !entry.is_directory()) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace assay
