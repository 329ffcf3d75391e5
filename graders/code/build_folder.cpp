#include "graders/code/build_folder.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <random>
#include <vector>

#include "engine/core/error.hpp"
#include "engine/core/file.hpp"

namespace assay {

namespace fs = std::filesystem;

namespace {

constexpr auto recently = std::chrono::minutes(10);  ///< may still be about to be started
constexpr auto long_ago = std::chrono::hours(1);     ///< longer than any compiler may run

}  // namespace

void make_own_folder(const fs::path& folder, mode_t mode) {
  std::error_code failed;
  fs::create_directories(folder.parent_path(), failed);
  const bool made = ::mkdir(folder.c_str(), mode) == 0;
  struct stat status {};
  if (::lstat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
    throw InfrastructureError(
        fmt::format("cannot make the cache folder {}; set ASSAY_CACHE to a folder of your own",
                    folder.string()));
  }
  if (status.st_uid != ::geteuid() || (status.st_mode & 022) != 0) {
    throw InfrastructureError(
        fmt::format("others may write to the cache folder {}, so compiled programs in it cannot be "
                    "trusted; set ASSAY_CACHE to a folder of your own",
                    folder.string()));
  }
  if (made) {
    ::chmod(folder.c_str(), mode);  // whatever the umask is
  }
}

std::string folder_secret(const fs::path& folder) {
  const fs::path file = folder / "secret";
  if (!fs::exists(file)) {
    std::random_device random;
    std::string secret;
    for (int i = 0; i < 8; ++i) {
      secret += fmt::format("{:08x}", random());
    }
    replace_file(file, secret);
    ::chmod(file.c_str(), 0600);
  }
  return read_file(file);
}

void keep_below(const fs::path& folder, std::uintmax_t bytes) {
  struct Entry {
    fs::file_time_type used;
    std::uintmax_t size;
    fs::path path;
  };
  std::vector<Entry> entries;
  std::uintmax_t total = 0;
  std::error_code gone;
  const auto now = fs::file_time_type::clock::now();
  for (const fs::directory_entry& file : fs::directory_iterator(folder, gone)) {
    if (file.path().filename().string().rfind(unfinished_result, 0) == 0 &&
        file.last_write_time(gone) < now - long_ago) {
      fs::remove(file.path(), gone);
      continue;
    }
    entries.push_back({file.last_write_time(gone), file.file_size(gone), file.path()});
    total += gone ? 0 : entries.back().size;
  }
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.used < b.used; });
  for (const Entry& entry : entries) {
    if (total <= bytes || entry.used > now - recently) {
      return;
    }
    total -= fs::remove(entry.path, gone) ? entry.size : 0;
  }
}

fs::path cache_folder() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it
    return std::string(value != nullptr ? value : "");
  };
  const std::string own = variable("ASSAY_CACHE");
  if (!own.empty()) {
    return own;
  }
  if (::geteuid() == 0) {
    return "/var/cache/assay";
  }
  if (!variable("XDG_CACHE_HOME").empty()) {
    return variable("XDG_CACHE_HOME") + "/assay";
  }
  if (variable("HOME").empty()) {
    throw UsageError("no folder for compiled programs: neither ASSAY_CACHE nor HOME is set");
  }
  return variable("HOME") + "/.cache/assay";
}

}  // namespace assay
