#include "datasets/hub.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "datasets/checksum.hpp"
#include "datasets/download_all.hpp"
#include "datasets/hub_listing.hpp"
#include "datasets/hub_token.hpp"
#include "engine/core/error.hpp"
#include "engine/core/file.hpp"

namespace assay {

namespace {

namespace fs = std::filesystem;

/// For answers that are read and thrown away.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = (fs::temp_directory_path() / "assay-hub-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
      throw InfrastructureError(fmt::format("cannot make a folder like {}; set TMPDIR", pattern));
    }
    path_ = pattern;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

bool is_here(std::string_view host) {
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

/// Plain http shows a token to everybody on the way.
std::string token_for_endpoint(const std::string& endpoint) {
  std::string token = hub_token();
  constexpr std::string_view plain = "http://";
  if (!token.empty() && endpoint.starts_with(plain)) {
    const std::string rest = endpoint.substr(plain.size());
    const std::size_t end = rest.front() == '[' ? rest.find(']') + 1 : rest.find_first_of(":/");
    if (!is_here(rest.substr(0, end))) {
      throw UsageError(fmt::format(
          "$HF_ENDPOINT: {} would get the token over plain http; use https, or unset HF_TOKEN",
          endpoint));
    }
  }
  return token;
}

std::string remedy(const HubPlan& plan, bool has_token) {
  if (plan.is_gated) {
    return fmt::format("it is gated: accept its terms at {}, and set HF_TOKEN to a token of {}",
                       plan.page, has_token ? "the account that did" : "your account");
  }
  return has_token
             ? "the account of the token in HF_TOKEN may not read it, or the token has expired"
             : "set HF_TOKEN to a token of an account that may read it";
}

/// What a refusal means here; passes on what it does not know.
[[noreturn]] void explain(const RefusedDownload& refused, const HubPlan& plan, bool has_token) {
  if (refused.status() == 401 || refused.status() == 403) {
    throw InfrastructureError(fmt::format("{}: the hub answers {}; {}", plan.model,
                                          refused.status(), remedy(plan, has_token)));
  }
  throw InfrastructureError(refused.what());
}

/// The hub answers 401 to the nameless who ask for what is not there.
[[noreturn]] void explain_listing(const RefusedDownload& refused, const HubPlan& plan,
                                  const std::string& endpoint, bool has_token) {
  if (refused.status() == 404) {
    throw UsageError(fmt::format("{}: {} has no such model; check the name", plan.model, endpoint));
  }
  if (refused.status() == 401 && !has_token) {
    throw UsageError(
        fmt::format("{}: {} has no such model, or a private one; check the name, or set "
                    "HF_TOKEN to a token of an account that may read it",
                    plan.model, endpoint));
  }
  explain(refused, plan, has_token);
}

class Planner {
 public:
  Planner(const std::string& model, fs::path folder, const DownloadOptions& options)
      : options_(options), endpoint_(hub_endpoint()), token_(token_for_endpoint(endpoint_)) {
    plan_.model = model;
    plan_.folder = std::move(folder);
    plan_.page = fmt::format("{}/{}", endpoint_, model);
  }

  HubPlan plan() {
    list();
    const std::string index = index_of_weights(listing_, plan_.model);
    std::vector<std::string> names =
        index.empty() ? std::vector<std::string>{"model.safetensors"} : indexed(index);
    if (!index.empty()) {
      names.push_back(index);
    }
    for (std::string& name : small_files(listing_)) {
      plan_.has_tokenizer = plan_.has_tokenizer || name == "tokenizer.json" ||
                            name == "tiktoken.model" || name.ends_with(".tiktoken");
      names.push_back(std::move(name));
    }
    for (const std::string& name : names) {
      take(name);
    }
    return std::move(plan_);
  }

 private:
  void list() {
    const fs::path target = scratch_.path() / "listing.json";
    try {
      download({fmt::format("{}/api/models/{}/revision/main?blobs=true", endpoint_, plan_.model),
                target, "", token_},
               quiet());
    } catch (const RefusedDownload& refused) {
      explain_listing(refused, plan_, endpoint_, !token_.empty());
    }
    listing_ = parse_listing(read_file(target), plan_.model);
    plan_.commit = listing_.commit;
    plan_.license = listing_.license;
    plan_.is_gated = listing_.is_gated;
  }

  std::vector<std::string> indexed(const std::string& index) {
    DownloadRequest request = request_for(index);
    if (!is_there(request)) {
      request.target = scratch_.path() / index;
      try {
        download(request, quiet());
      } catch (const RefusedDownload& refused) {
        explain(refused, plan_, !token_.empty());
      }
    }
    return indexed_files(read_file(request.target), listing_, plan_.model);
  }

  /// Without progress: what is asked here is small.
  DownloadOptions quiet() const {
    DownloadOptions options = options_;
    options.progress = nullptr;
    return options;
  }

  DownloadRequest request_for(const std::string& name) const {
    const HubFile& file = listing_.files.at(name);
    if (!file.size) {
      throw InfrastructureError(
          fmt::format("{}: the hub lists {} without a size; check HF_ENDPOINT, or try again later",
                      plan_.model, name));
    }
    return {fmt::format("{}/{}/resolve/{}/{}", endpoint_, plan_.model, plan_.commit, name),
            plan_.folder / name,
            file.sha256,
            token_,
            file.git_blob,
            file.size};
  }

  bool is_there(const DownloadRequest& request) const {
    if (options_.stopped && options_.stopped()) {
      throw Interrupted("stopped; the same command goes on from here");
    }
    return fs::is_regular_file(request.target) && difference(request, request.target).empty();
  }

  void take(const std::string& name) {
    DownloadRequest request = request_for(name);
    plan_.is_pinned = plan_.is_pinned && request.is_pinned();
    plan_.bytes += *request.size;
    const bool is_config = name == "config.json";
    if (is_there(request) && !(is_config && plan_.is_update)) {
      ++plan_.n_present;
      return;
    }
    plan_.is_update = plan_.is_update || (!is_config && fs::exists(request.target));
    std::error_code ignored;
    const std::uintmax_t part = fs::file_size(request.target.string() + ".part", ignored);
    plan_.missing_bytes +=
        *request.size - (ignored ? 0 : std::min<std::uint64_t>(part, *request.size));
    plan_.downloads.push_back(std::move(request));
  }

  const DownloadOptions& options_;
  const std::string endpoint_;
  const std::string token_;
  const ScratchFolder scratch_;
  HubListing listing_;
  HubPlan plan_;
};

void check_space(const HubPlan& plan) {
  fs::path there = fs::absolute(plan.folder);
  std::error_code error;
  while (!fs::exists(there, error) && there.has_parent_path() && there != there.parent_path()) {
    there = there.parent_path();
  }
  const fs::space_info space = fs::space(there, error);
  if (!error && space.available < plan.missing_bytes) {
    throw InfrastructureError(fmt::format(
        "{}: {:.1f} GB are to come, and {} has space for {:.1f} GB; free some, or name another "
        "folder with -o DIR",
        plan.model, static_cast<double>(plan.missing_bytes) / 1e9, there.string(),
        static_cast<double>(space.available) / 1e9));
  }
}

}  // namespace

bool is_model_name(const std::string& name) {
  const std::size_t slash = name.find('/');
  return slash != std::string::npos && is_plain_name(name.substr(0, slash)) &&
         is_plain_name(name.substr(slash + 1));
}

HubPlan plan_model(const std::string& model, const fs::path& folder,
                   const DownloadOptions& options) {
  return Planner(model, folder, options).plan();
}

void fetch_model(const HubPlan& plan, const DownloadOptions& options, int at_once) {
  check_space(plan);
  if (plan.is_update) {
    fs::remove(plan.folder / "config.json");
  }
  std::vector<DownloadRequest> config;
  std::vector<DownloadRequest> others;
  for (const DownloadRequest& request : plan.downloads) {
    (request.target.filename() == "config.json" ? config : others).push_back(request);
  }
  try {
    download_all(others, options, at_once);
    download_all(config, options, 1);
  } catch (const RefusedDownload& refused) {
    explain(refused, plan, !plan.downloads.front().bearer.empty());
  }
}

}  // namespace assay
