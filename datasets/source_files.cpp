#include "datasets/source_files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fnmatch.h>

#include <algorithm>
#include <system_error>

#include "engine/core/error.hpp"
#include "engine/core/hash.hpp"

namespace assay {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> data_directories(const SuiteDefinition& suite, const fs::path& data,
                                       bool shipped) {
  std::vector<fs::path> directories;
  if (!data.empty()) {
    directories.push_back(data / suite.name);
    for (const std::string& alias : suite.aliases) {
      directories.push_back(data / alias);
    }
  }
  if (!shipped) {
    directories.push_back(suite.file.parent_path());
  }
  return directories;
}

/// True also for a file that may not be looked at: reading it then says why.
bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error) || error;
}

bool is_pattern(const std::string& name) { return name.find_first_of("*?") != std::string::npos; }

std::vector<fs::path> matching(const fs::path& pattern) {
  const std::string name = pattern.filename().string();
  std::vector<fs::path> files;
  std::error_code ignored;
  const fs::path folder = pattern.has_parent_path() ? pattern.parent_path() : fs::path(".");
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string found = entry.path().filename().string();
    if (::fnmatch(name.c_str(), found.c_str(), FNM_PERIOD) == 0 && !entry.is_directory()) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<fs::path> files_of(const fs::path& path) {
  if (is_pattern(path.filename().string())) {
    return matching(path);
  }
  return is_there(path) ? std::vector<fs::path>{path} : std::vector<fs::path>{};
}

/// "DIR/a.jsonl or DIR/b.jsonl", every file that would have done.
std::string places(const SuiteDefinition& suite, const fs::path& data, bool shipped) {
  std::vector<fs::path> directories = data_directories(suite, data, shipped);
  if (directories.empty()) {
    directories.push_back(fs::path("DIR") / suite.name);
  }
  std::vector<std::string> files;
  for (const fs::path& directory : directories) {
    for (const SourceFile& source : suite.sources) {
      files.push_back((directory / source.path).string());
    }
  }
  return fmt::format("{}", fmt::join(files, " or "));
}

std::string fetch_again(const SourceFile& source) {
  return source.url.empty() ? "" : fmt::format("; fetch it again from {}", source.url);
}

/// What `sha256sum FILES | sha256sum` gives within their folder.
std::string hash_of_hashes(const FoundSource& found, const std::vector<std::string>& hashes) {
  std::string lines;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    lines += fmt::format("{}  {}\n", hashes[i], found.files[i].filename().string());
  }
  return sha256_hex(lines);
}

}  // namespace

FoundSource find_source(const SuiteDefinition& suite, const fs::path& data, bool shipped) {
  for (const fs::path& directory : data_directories(suite, data, shipped)) {
    for (const SourceFile& source : suite.sources) {
      std::vector<fs::path> files = files_of(directory / source.path);
      if (!files.empty()) {
        return {&source, std::move(files)};
      }
    }
  }
  return {};
}

void throw_missing_data(const SuiteDefinition& suite, const fs::path& data, bool shipped) {
  const std::string& url = suite.sources.front().url;
  const std::string name = shipped ? suite.name : suite.file.string();
  throw UsageError(fmt::format(
      "suite {}: no data file {}; {}name its place with --data DIR", suite.name,
      places(suite, data, shipped),
      url.empty() ? "" : fmt::format("get it by assay fetch {} from {}, or ", name, url)));
}

void check_hashes(const FoundSource& found, const std::vector<std::string>& hashes) {
  const SourceFile& source = *found.source;
  if (source.sha256.empty()) {
    return;
  }
  const bool several = is_pattern(fs::path(source.path).filename().string());
  const std::string hash = several ? hash_of_hashes(found, hashes) : hashes.front();
  if (hash != source.sha256) {
    const fs::path where =
        several ? found.files.front().parent_path() / fs::path(source.path).filename()
                : found.files.front();
    throw DataError(fmt::format("{}: not the published file{}: {} sha256 is {}, not {}{}",
                                where.string(), several ? "s" : "",
                                several ? "their common" : "its", hash, source.sha256,
                                fetch_again(source)));
  }
}

}  // namespace assay
