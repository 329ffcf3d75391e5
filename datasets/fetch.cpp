#include "datasets/fetch.hpp"

#include "datasets/hub_token.hpp"
#include "datasets/source_files.hpp"
#include "datasets/suite_yaml.hpp"
#include "engine/core/error.hpp"
#include "engine/core/file.hpp"
#include "engine/core/hash.hpp"

namespace assay {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> hashes_of(const std::vector<fs::path>& files) {
  std::vector<std::string> hashes;
  hashes.reserve(files.size());
  for (const fs::path& file : files) {
    hashes.push_back(sha256_hex(read_file(file)));
  }
  return hashes;
}

DownloadRequest request_for(const std::string& url, const std::string& sha256,
                            const fs::path& target) {
  return {url, target, sha256, token_for(url)};
}

/// What to do about a file that is there.
void plan_present(const FoundSource& found, FetchPlan& plan) {
  const std::vector<std::string> hashes = hashes_of(found.files);
  plan.is_pinned = !found.source->sha256.empty();
  try {
    check_hashes(found, hashes);
    plan.present = found.files;
  } catch (const DataError&) {
    if (!why_by_hand(*found.source).empty()) {
      throw;
    }
    const SourceFile& source = *found.source;
    plan.downloads.push_back(
        {request_for(source.url, source.sha256, found.files.front()), hashes.front()});
  }
}

/// One by one: what an earlier fetch got is not fetched again.
void plan_parts(const SourceFile& source, const fs::path& folder, FetchPlan& plan) {
  plan.is_pinned = true;
  for (const SourcePart& part : source.parts) {
    const fs::path target = folder / part.path;
    const std::string there = fs::exists(target) ? sha256_hex(read_file(target)) : "";
    plan.is_pinned = plan.is_pinned && !part.sha256.empty();
    if (!there.empty() && (part.sha256.empty() || there == part.sha256)) {
      plan.present.push_back(target);
    } else {
      plan.downloads.push_back({request_for(part.url, part.sha256, target), there});
    }
  }
}

}  // namespace

FetchPlan plan_fetch(std::string_view suite, const fs::path& data) {
  const SuiteDefinition definition = find_suite(suite);
  FetchPlan plan;
  plan.suite = definition.name;
  plan.title = definition.title;
  plan.license = definition.license;
  plan.is_builtin = definition.reader == ReaderKind::builtin;
  if (plan.is_builtin) {
    return plan;
  }
  const FoundSource found = find_source(definition, data, is_shipped(definition));
  const SourceFile* source =
      found.source != nullptr ? found.source : source_to_fetch(definition.sources);
  if (source != nullptr && !source->parts.empty()) {
    plan_parts(*source,
               found.files.empty() ? data / definition.name : found.files.front().parent_path(),
               plan);
    return plan;
  }
  if (found.source != nullptr) {
    plan_present(found, plan);
    return plan;
  }
  if (source == nullptr) {
    throw_by_hand(definition, data);
  }
  plan.is_pinned = !source->sha256.empty();
  plan.downloads.push_back(
      {request_for(source->url, source->sha256, data / definition.name / source->path), ""});
  return plan;
}

std::string token_for(std::string_view url) {
  return url.starts_with("https://huggingface.co/") ? hub_token() : std::string();
}

}  // namespace assay
