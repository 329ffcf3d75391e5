#include "evals/cli/dry_run.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <ostream>

#include "evals/adaptive.hpp"
#include "evals/cli/resume.hpp"

namespace assay::cli {

namespace {

/// Samples of the plan that a run file has.
struct Stored {
  std::size_t judged = 0;
  std::size_t unjudged = 0;  ///< the judge failed: they would be judged again, not drawn
};

Stored stored_samples(const RunFile& file, const RunPlan& plan) {
  std::map<std::pair<std::string, std::string>, int> wanted;
  for (const PlannedSuite& planned : plan.suites) {
    for (std::size_t p = 0; p < planned.counts.size(); ++p) {
      wanted[{planned.suite.name, planned.suite.problems[p].id}] = planned.counts[p];
    }
  }
  Stored stored;
  file.for_each_verdict([&](const SampleKey& key, VerdictKind verdict) {
    const auto found = wanted.find({key.suite, key.problem});
    if (key.kind == SampleKind::full && found != wanted.end() && key.index < found->second) {
      ++(verdict == VerdictKind::infrastructure_error ? stored.unjudged : stored.judged);
    }
  });
  return stored;
}

/// "5 problems x 3", of a shard "3 of 9 problems x 3".
std::string work_text(const PlannedSuite& planned, const SuiteEntry& entry, const Shards& shards) {
  const std::size_t all = planned.suite.problems.size();
  if (shards.all()) {
    const bool is_pilot = entry.adaptive && entry.adaptive->rounds.empty();
    return fmt::format("{} problems x {}{}", all, entry.k_text(), is_pilot ? ", the pilot," : "");
  }
  const auto none = std::count(planned.counts.begin(), planned.counts.end(), 0);
  return fmt::format("shard {}, {} of {} problems x {}", to_string(shards),
                     all - static_cast<std::size_t>(none), all, entry.k);
}

void print_prompt(std::ostream& out, const PlannedSuite& planned, const std::string& system_prompt,
                  const Generator& generator) {
  const auto drawn = std::find_if(planned.counts.begin(), planned.counts.end(),
                                  [](int count) { return count > 0; });
  if (drawn == planned.counts.end()) {
    out << "none of its problems is this shard's\n";
    return;
  }
  const auto at = static_cast<std::size_t>(drawn - planned.counts.begin());
  const Problem& problem = planned.suite.problems[at];
  const RenderedPrompt prompt = generator.render(messages_for(problem, system_prompt));
  out << fmt::format("prompt of {}, {} tokens:\n{}\nids: {}\n", problem.id, prompt.ids.size(),
                     prompt.text, fmt::join(prompt.ids, " "));
}

/// The rounds that were planned when the run's pilot was done.
void take_rounds(std::vector<SuiteEntry>& entries, const Manifest& manifest) {
  for (SuiteEntry& entry : entries) {
    for (const SuiteEntry& planned : manifest.suites) {
      if (planned.name == entry.name) {
        entry.adaptive = planned.adaptive;
      }
    }
  }
}

std::string target_text(std::size_t samples, const Stored* stored,
                        const std::filesystem::path& path) {
  if (stored == nullptr) {
    return fmt::format("{} samples would go to {}", samples, path.string());
  }
  const std::size_t there = stored->judged + stored->unjudged;
  const std::string again =
      stored->unjudged == 0 ? "" : fmt::format("; {} would be judged again", stored->unjudged);
  return fmt::format("{} of {} samples would go to {}, which has {} of them{}", samples - there,
                     samples, path.string(), there, again);
}

}  // namespace

void print_dry_run(std::ostream& out, Plan plan, const Manifest& wanted, const Generator& generator,
                   const std::filesystem::path& path, const RunOptions& options,
                   const std::vector<std::string>& changes) {
  std::optional<Stored> stored;
  if (std::filesystem::exists(path)) {
    const RunFile file = RunFile::read(path);
    const Manifest manifest = grown(file, wanted, options.mixed, changes);
    if (options.until_ci) {
      set_counts(plan.run, manifest);
      take_rounds(plan.entries, manifest);
    }
    stored = stored_samples(file, plan.run);
  }
  std::size_t samples = 0;
  for (std::size_t s = 0; s < plan.run.suites.size(); ++s) {
    const PlannedSuite& planned = plan.run.suites[s];
    samples += planned.samples();
    out << fmt::format("\n{}: {} = {} samples, temperature {}, top_p {}, max_tokens {}\n",
                       planned.suite.name, work_text(planned, plan.entries[s], wanted.shards),
                       planned.samples(), planned.sampling.temperature, planned.sampling.top_p,
                       planned.sampling.max_tokens);
    print_prompt(out, planned, plan.run.system_prompt, generator);
  }
  out << fmt::format("\n{}. Nothing was generated.\n",
                     target_text(samples, stored ? &*stored : nullptr, path));
}

}  // namespace assay::cli
