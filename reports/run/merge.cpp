#include "reports/run/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "engine/core/error.hpp"
#include "reports/run/merged_manifest.hpp"
#include "reports/run/open_database.hpp"
#include "reports/run/problem_json.hpp"
#include "reports/run/run_file.hpp"
#include "reports/run/sample_json.hpp"
#include "reports/run/writer_lock.hpp"

namespace assay {

namespace {

namespace fs = std::filesystem;

/// The file while it is being written; nothing of it is left unless it was published.
class Draft {
 public:
  Draft(const fs::path& out, const Manifest& manifest)
      : out_(out),
        path_(out.string() + ".merging"),
        file_(std::make_unique<RunFile>(create(path_, manifest))) {}

  ~Draft() {
    file_.reset();
    std::error_code ignored;
    for (const char* suffix : {"", "-wal", "-shm"}) {
      fs::remove(path_.string() + suffix, ignored);
    }
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  [[nodiscard]] RunFile& file() const { return *file_; }

  void publish() {
    file_->checkpoint();
    file_.reset();
    publish_run(path_, out_);
  }

 private:
  /// A draft that a killed merge left behind makes room, one that is being written does not.
  static RunFile create(const fs::path& path, const Manifest& manifest) {
    {
      const WriterLock lock(path);
      std::error_code ignored;
      fs::remove(path, ignored);
    }
    return RunFile::create(path, manifest, Durability::at_checkpoint);
  }

  fs::path out_;
  fs::path path_;
  std::unique_ptr<RunFile> file_;
};

using ProblemKeys = std::set<std::pair<std::string, std::string>>;

/// Adds each problem once; the same id with another content is another problem.
class Problems {
 public:
  void add(const RunFile& run) {
    ProblemKeys keys;
    for (StoredProblem& stored : run.problems()) {
      const std::string document = compact(to_json(stored.problem));
      const std::pair<std::string, std::string> key{stored.suite, stored.problem.id};
      keys.insert(key);
      const auto [known, is_new] = documents_.try_emplace(key, document);
      if (is_new) {
        by_suite_[stored.suite].push_back(std::move(stored.problem));
      } else if (known->second != document) {
        throw UsageError(fmt::format("cannot merge {}: its problem {}/{} differs from that of {}",
                                     run.path().string(), key.first, key.second, first_));
      }
    }
    require_same_selection(run, keys);
  }

  void store(RunFile& out) const {
    for (const auto& [suite, problems] : by_suite_) {
      out.add_problems(suite, problems);
    }
  }

 private:
  /// Shards are parts of one selection; runs of other selections may be joined too.
  void require_same_selection(const RunFile& run, const ProblemKeys& keys) {
    if (first_.empty()) {
      first_ = run.path().string();
      selection_ = keys;
    }
    if (run.manifest().shards.of > 1 && keys != selection_) {
      throw UsageError(fmt::format(
          "cannot merge {} and {}: shards of other problems, {} and {}, {}; run every shard with "
          "the same --limit and --ids",
          first_, run.path().string(), selection_.size(), keys.size(),
          only_one_has(run.path().string(), keys)));
    }
  }

  /// "only a.run has s/p7", the first such problem of the two selections, which differ.
  std::string only_one_has(const std::string& path, const ProblemKeys& keys) const {
    std::vector<std::pair<std::string, std::string>> odd;
    std::set_symmetric_difference(selection_.begin(), selection_.end(), keys.begin(), keys.end(),
                                  std::back_inserter(odd));
    const auto& [suite, problem] = odd.front();
    return fmt::format("only {} has {}/{}", keys.contains(odd.front()) ? path : first_, suite,
                       problem);
  }

  std::string first_;
  ProblemKeys selection_;
  std::map<std::pair<std::string, std::string>, std::string> documents_;
  std::map<std::string, std::vector<Problem>> by_suite_;
};

/// What two samples of one name do not share. Texts are compared too: a server gives no ids.
std::string difference(const StoredSample& a, const StoredSample& b) {
  if (a.verdict.kind != b.verdict.kind) {
    return fmt::format("verdict {} and {}", to_string(a.verdict.kind), to_string(b.verdict.kind));
  }
  const bool same = a.completion.thinking == b.completion.thinking &&
                    a.completion.answer == b.completion.answer &&
                    sample_digest(a) == sample_digest(b);
  return same ? "the same content" : "other content";
}

/// Which of the files, by position, a sample came from.
using Origins = std::map<SampleKey, std::size_t>;

/// Returns how many.
std::size_t copy_samples(const std::vector<fs::path>& runs, std::size_t r, RunFile& out,
                         Origins& origins) {
  std::size_t samples = 0;
  RunFile::read(runs[r]).for_each([&](const StoredSample& sample) {
    const auto [first, is_new] = origins.try_emplace(sample.key, r);
    if (!is_new) {
      throw UsageError(fmt::format(
          "cannot merge {} and {}: both have {}/{} sample {}, with {}; leave out one of them, or "
          "draw each shard once, with another --shard i/n",
          runs[first->second].string(), runs[r].string(), sample.key.suite, sample.key.problem,
          sample.key.index, difference(*out.find(sample.key), sample)));
    }
    out.append(sample);
    ++samples;
  });
  return samples;
}

void require_inputs(const std::vector<fs::path>& runs, const fs::path& out) {
  if (runs.empty()) {
    throw UsageError("name the run files to merge, and -o OUT");
  }
  std::error_code ignored;
  if (fs::exists(out, ignored)) {
    throw InfrastructureError(
        fmt::format("cannot create {}: it exists; name another file with -o", out.string()));
  }
  std::set<fs::path> seen;
  for (const fs::path& run : runs) {
    require_regular_file(run);
    if (!seen.insert(fs::weakly_canonical(run, ignored)).second) {
      throw UsageError(fmt::format("{} is named twice", run.string()));
    }
  }
}

}  // namespace

std::size_t merge_runs(const std::vector<fs::path>& runs, const fs::path& out,
                       const MergeOptions& options) {
  require_inputs(runs, out);
  std::vector<NamedManifest> manifests;
  Problems problems;
  for (const fs::path& path : runs) {
    check_integrity(path);
    const RunFile run = RunFile::read(path);
    manifests.push_back({path.string(), run.manifest()});
    problems.add(run);
  }
  Draft draft(out, merged_manifest(manifests, options));
  problems.store(draft.file());
  std::size_t samples = 0;
  Origins origins;
  for (std::size_t r = 0; r < runs.size(); ++r) {
    samples += copy_samples(runs, r, draft.file(), origins);
  }
  draft.publish();
  return samples;
}

}  // namespace assay
