#include "evals/adaptive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "engine/core/error.hpp"
#include "reports/run/pilot.hpp"
#include "reports/statistics/adaptive_plan.hpp"

namespace assay {

namespace {

using statistics::SampleCount;

const SuiteEntry& entry_of(const Manifest& manifest, const std::string& suite) {
  const auto found = std::find_if(manifest.suites.begin(), manifest.suites.end(),
                                  [&](const SuiteEntry& entry) { return entry.name == suite; });
  if (found == manifest.suites.end() || !found->adaptive) {
    throw UsageError(fmt::format("--until-ci: the run has no adaptive suite {}", suite));
  }
  return *found;
}

/// What the pilot of each problem in the file came to.
std::map<std::string, SampleCount> pilot_of(const RunFile& file, const SuiteEntry& entry) {
  std::map<std::string, SampleCount> pilot;
  for (const StoredProblem& stored : file.problems()) {
    if (stored.suite == entry.name) {
      pilot[stored.problem.id];
    }
  }
  file.for_each_verdict([&](const SampleKey& key, VerdictKind kind) {
    const bool counts = key.suite == entry.name && key.index < entry.adaptive->pilot &&
                        key.kind == SampleKind::full && kind != VerdictKind::infrastructure_error;
    if (counts) {
      SampleCount& problem = pilot.at(key.problem);
      ++problem.samples;
      problem.correct += kind == VerdictKind::correct ? 1 : 0;
    }
  });
  for (const auto& [problem, count] : pilot) {
    if (count.samples < entry.adaptive->pilot) {
      throw UsageError(fmt::format(
          "--until-ci: {}/{} has {} of the {} samples of the pilot; run it with all problems that "
          "were selected before",
          entry.name, problem, count.samples, entry.adaptive->pilot));
    }
  }
  return pilot;
}

void plan_suite(const RunFile& file, SuiteEntry& entry) {
  const std::map<std::string, SampleCount> pilot = pilot_of(file, entry);
  std::vector<std::string> problems;
  std::vector<SampleCount> counts;
  for (const auto& [problem, count] : pilot) {
    problems.push_back(problem);
    counts.push_back(count);
  }
  AdaptiveSampling& adaptive = *entry.adaptive;
  statistics::PlanOptions options;
  options.half_width = adaptive.half_width;
  options.max_rounds = adaptive.max_k - adaptive.pilot;
  for (const statistics::Stratum& stratum : statistics::plan_rounds(counts, options).strata) {
    for (const std::size_t i : stratum.problems) {
      adaptive.rounds[problems[i]] = stratum.rounds;
    }
  }
}

/// Plans what has no plan yet; false if there was nothing to plan.
bool plan_rounds(RunFile& file) {
  Manifest manifest = file.manifest();
  bool planned = false;
  for (SuiteEntry& entry : manifest.suites) {
    if (entry.adaptive && entry.adaptive->rounds.empty()) {
      plan_suite(file, entry);
      planned = true;
    }
  }
  if (planned) {
    file.update_manifest(manifest);
  }
  return planned;
}

}  // namespace

void set_counts(RunPlan& plan, const Manifest& manifest) {
  for (PlannedSuite& planned : plan.suites) {
    const SuiteEntry& entry = entry_of(manifest, planned.suite.name);
    planned.pilot = is_planned(entry) ? entry.adaptive->pilot : 0;
    for (std::size_t p = 0; p < planned.suite.problems.size(); ++p) {
      const std::string& problem = planned.suite.problems[p].id;
      if (!entry.adaptive->rounds.empty() && !entry.adaptive->rounds.contains(problem)) {
        throw UsageError(fmt::format(
            "--until-ci: {}/{} was not in the pilot, after which the samples of {} problems were "
            "planned; keep to the same --limit and --ids, or name another file with -o",
            entry.name, problem, entry.adaptive->rounds.size()));
      }
      planned.counts[p] = entry.expected_of(problem);
    }
  }
}

bool run_until_ci(const RunPlan& wanted, Generator& generator, const GraderFactory& graders,
                  RunFile& file, Progress& progress, const std::atomic<bool>& stop) {
  RunPlan plan = wanted;
  do {
    set_counts(plan, file.manifest());
    if (!run(plan, generator, graders, file, progress, stop)) {
      return false;
    }
  } while (plan_rounds(file));
  return true;
}

}  // namespace assay
