#include "datasets/source_files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <system_error>

#include "datasets/path_pattern.hpp"
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

std::string_view last_part(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  return url.substr(url.rfind('/') + 1);
}

bool ends_in_its_name(const SourceFile& source) {
  return fs::path(source.path).filename() == last_part(source.url);
}

std::vector<fs::path> files_of(const fs::path& path) {
  if (is_pattern(path)) {
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
  if (!source.parts.empty()) {
    return "; assay fetch gets those that are missing or not as published";
  }
  return source.url.empty() ? "" : fmt::format("; fetch it again from {}", source.url);
}

/// Why assay fetch is of no use, and what to do instead; the place follows.
std::string by_hand(const SourceFile& source) {
  const char* it = is_pattern(source.path) ? "them" : "it";
  return fmt::format("assay fetch cannot get {}: {}; get {} {}, and put {}", it,
                     why_by_hand(source), it,
                     source.url.empty() ? "from its authors" : "from there by hand", it);
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

std::string why_by_hand(const SourceFile& source) {
  if (!source.parts.empty()) {
    return {};
  }
  if (source.url.empty()) {
    return fmt::format("the suite has no address of {}", source.path);
  }
  if (is_pattern(source.path)) {
    return fmt::format("{} is several files, and {} a page about them", source.path, source.url);
  }
  if (!ends_in_its_name(source) && source.sha256.empty()) {
    return fmt::format("{} does not end in {} and no sha256 says what is to come: it may be a page",
                       source.url, fs::path(source.path).filename().string());
  }
  return {};
}

const SourceFile* source_to_fetch(const std::vector<SourceFile>& sources) {
  const auto first = std::find_if(sources.begin(), sources.end(), [](const SourceFile& source) {
    return why_by_hand(source).empty();
  });
  if (first == sources.end()) {
    return nullptr;
  }
  const auto named = std::find_if(first, sources.end(), [&](const SourceFile& source) {
    return source.url == first->url && ends_in_its_name(source);
  });
  return named == sources.end() ? &*first : &*named;
}

void throw_by_hand(const SuiteDefinition& suite, const fs::path& data) {
  const SourceFile& source = suite.sources.front();
  throw UsageError(fmt::format("suite {}: {} at {}", suite.name, by_hand(source),
                               (data / suite.name / source.path).string()));
}

void throw_missing_data(const SuiteDefinition& suite, const fs::path& data, bool shipped) {
  const std::string missing =
      fmt::format("suite {}: no data file {}", suite.name, places(suite, data, shipped));
  const SourceFile* fetched = source_to_fetch(suite.sources);
  if (fetched != nullptr) {
    throw UsageError(
        fmt::format("{}; get it by assay fetch {}{} from {}, or name its place with --data DIR",
                    missing, shipped ? suite.name : suite.file.string(),
                    data.empty() ? "" : fmt::format(" --data {}", data.string()), fetched->url));
  }
  throw UsageError(fmt::format("{}; {} there, or name its place with --data DIR", missing,
                               by_hand(suite.sources.front())));
}

void check_hashes(const FoundSource& found, const std::vector<std::string>& hashes) {
  const SourceFile& source = *found.source;
  if (source.sha256.empty()) {
    return;
  }
  const bool several = is_pattern(source.path);
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
