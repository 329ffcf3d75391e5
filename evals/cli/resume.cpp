#include "evals/cli/resume.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "engine/core/error.hpp"
#include "reports/run/problem_change.hpp"

namespace assay::cli {

namespace {

/// In what the suite, whose hash is another one, differs from what the file knows of it.
std::string change_of(const RunFile& file, const SuiteEntry& before, const Suite& now) {
  if (before.grader != now.grader) {
    return fmt::format("grader: the run has {}, you asked for {}", before.grader, now.grader);
  }
  std::map<std::string_view, const Problem*> problems;
  for (const Problem& problem : now.problems) {
    problems.emplace(problem.id, &problem);
  }
  std::size_t unchanged = 0;
  for (const StoredProblem& stored : file.problems()) {
    if (stored.suite != now.name) {
      continue;
    }
    const auto found = problems.find(stored.problem.id);
    if (found == problems.end()) {
      return fmt::format("problem {} of the run is not in it any more", stored.problem.id);
    }
    const std::string change = problem_change(stored.problem, *found->second);
    if (!change.empty()) {
      return fmt::format("problem {}, {}", stored.problem.id, change);
    }
    ++unchanged;
  }
  return fmt::format("not in the run's {} problems: it had {} and has {}", unchanged,
                     before.suite_size, now.problems.size());
}

const SuiteEntry* entry_of(const Manifest& manifest, const std::string& suite) {
  const auto found = std::find_if(manifest.suites.begin(), manifest.suites.end(),
                                  [&](const SuiteEntry& entry) { return entry.name == suite; });
  return found == manifest.suites.end() ? nullptr : &*found;
}

/// A line a suite that changed. The suites are read again: a run keeps only what it asks of them.
std::vector<std::string> suite_changes(const RunFile& file, const Manifest& existing,
                                       const Manifest& wanted, const RunOptions& options) {
  const bool changed =
      std::any_of(wanted.suites.begin(), wanted.suites.end(), [&](const SuiteEntry& entry) {
        const SuiteEntry* before = entry_of(existing, entry.name);
        return before != nullptr && before->hash != entry.hash;
      });
  std::vector<std::string> lines;
  for (const Suite& now : changed ? load_suites(options) : std::vector<Suite>()) {
    const SuiteEntry* before = entry_of(existing, now.name);
    if (before != nullptr && before->hash != now.hash) {
      lines.push_back(fmt::format("{} changed: {}", now.name, change_of(file, *before, now)));
    }
  }
  return lines;
}

}  // namespace

Manifest grown(const RunFile& file, const Manifest& wanted, const RunOptions& options) {
  Manifest existing = file.manifest();
  std::vector<std::string> lines = differences(existing, wanted, options.mixed);
  if (!lines.empty()) {
    for (std::string& line : suite_changes(file, existing, wanted, options)) {
      lines.push_back(std::move(line));
    }
    throw UsageError(fmt::format("{} was begun differently: {}; name another file with -o",
                                 file.path().string(), fmt::join(lines, "; ")));
  }
  existing.shards = wanted.shards;
  if (wanted.model.price) {
    existing.model.price = wanted.model.price;  // identifies no sample: the newest counts
  }
  existing.note_numerics(wanted.model.numerics.text());
  for (const SuiteEntry& entry : wanted.suites) {
    const auto same = std::find_if(existing.suites.begin(), existing.suites.end(),
                                   [&](const SuiteEntry& old) { return old.name == entry.name; });
    same->k = std::max(same->k, entry.k);
  }
  if (existing.sandbox_level.empty()) {
    existing.sandbox_level = wanted.sandbox_level;
  } else if (!wanted.sandbox_level.empty() && wanted.sandbox_level != existing.sandbox_level) {
    existing.sandbox_level += "; later " + wanted.sandbox_level;
  }
  return existing;
}

}  // namespace assay::cli
