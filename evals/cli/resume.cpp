#include "evals/cli/resume.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

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

/// Problems of the run that are not in the selection.
std::size_t unselected(const std::vector<StoredProblem>& stored, const Suite& selected) {
  std::set<std::string_view> ids;
  for (const Problem& problem : selected.problems) {
    ids.insert(problem.id);
  }
  return static_cast<std::size_t>(
      std::count_if(stored.begin(), stored.end(), [&](const StoredProblem& one) {
        return one.suite == selected.name && !ids.contains(one.problem.id);
      }));
}

}  // namespace

std::vector<std::string> suite_changes(const std::filesystem::path& path,
                                       const std::vector<Suite>& suites) {
  std::vector<std::string> lines;
  if (!std::filesystem::exists(path)) {
    return lines;
  }
  const RunFile file = RunFile::read(path);
  const Manifest existing = file.manifest();
  for (const Suite& now : suites) {
    const SuiteEntry* before = entry_of(existing, now.name);
    if (before != nullptr && before->hash != now.hash) {
      lines.push_back(fmt::format("{} changed: {}", now.name, change_of(file, *before, now)));
    }
  }
  return lines;
}

std::vector<std::string> kept_beyond(const RunFile& file, const Plan& plan) {
  const Manifest existing = file.manifest();
  const std::vector<StoredProblem> stored = file.problems();
  std::vector<std::string> lines;
  for (const PlannedSuite& planned : plan.run.suites) {
    const SuiteEntry* before = entry_of(existing, planned.suite.name);
    const std::size_t others = unselected(stored, planned.suite);
    if (others > 0) {
      lines.push_back(
          fmt::format("suite {}: the run has {} more {} than are asked for now; they stay in it",
                      before->name, others, others == 1 ? "problem" : "problems"));
    }
  }
  for (const SuiteEntry& entry : plan.entries) {
    const SuiteEntry* before = entry_of(existing, entry.name);
    if (before->k > entry.k) {
      lines.push_back(fmt::format("suite {}: -k {} is less than the run's {}, whose samples stay",
                                  entry.name, entry.k, before->k));
    }
  }
  return lines;
}

Manifest grown(const RunFile& file, const Manifest& wanted, bool mixed,
               const std::vector<std::string>& changes) {
  Manifest existing = file.manifest();
  std::vector<std::string> lines = differences(existing, wanted, mixed);
  if (!lines.empty()) {
    lines.insert(lines.end(), changes.begin(), changes.end());
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
