#include "reports/run/manifest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "engine/core/error.hpp"

namespace assay {

namespace {

/// Collects the fields whose values differ.
class Comparison {
 public:
  template <typename T>
  void field(const std::string& name, const T& first, const T& second) {
    if (first != second) {
      differences_.push_back({name, fmt::format("{}", first), fmt::format("{}", second)});
    }
  }

  /// Of one model behind a server.
  void settings(const std::map<std::string, std::string>& first,
                const std::map<std::string, std::string>& second) {
    std::map<std::string, std::string> all = first;
    all.insert(second.begin(), second.end());
    const auto of = [](const std::map<std::string, std::string>& settings,
                       const std::string& name) {
      const auto found = settings.find(name);
      return found == settings.end() ? "nothing" : found->second;
    };
    for (const auto& entry : all) {
      field("the model's " + entry.first, of(first, entry.first), of(second, entry.first));
    }
  }

  void sampling(const std::string& suffix, const SamplingParams& a, const SamplingParams& b) {
    field("temperature" + suffix, a.temperature, b.temperature);
    field("top_p" + suffix, a.top_p, b.top_p);
    field("top_k" + suffix, a.top_k, b.top_k);
    field("min_p" + suffix, a.min_p, b.min_p);
    field("max_tokens" + suffix, a.max_tokens, b.max_tokens);
  }

  [[nodiscard]] std::vector<ManifestDifference> differences() && { return std::move(differences_); }

 private:
  std::vector<ManifestDifference> differences_;
};

std::string quoted(const std::string& text) { return "\"" + text + "\""; }

std::string budget_text(const std::optional<int>& budget) {
  return budget ? std::to_string(*budget) : "none";
}

std::string adaptive_text(const std::optional<AdaptiveSampling>& adaptive) {
  return adaptive ? fmt::format("{} (-k {}, --max-k {})", adaptive->half_width, adaptive->pilot,
                                adaptive->max_k)
                  : "none";
}

std::string suite_names(const Manifest& manifest) {
  std::string names;
  for (const SuiteEntry& suite : manifest.suites) {
    names += (names.empty() ? "" : " and ") + suite.name;
  }
  return names;
}

/// Whether `manifest` has a suite that `than` has not.
bool has_other_suite(const Manifest& manifest, const Manifest& than) {
  return std::any_of(manifest.suites.begin(), manifest.suites.end(), [&](const SuiteEntry& suite) {
    return std::none_of(than.suites.begin(), than.suites.end(),
                        [&](const SuiteEntry& other) { return other.name == suite.name; });
  });
}

std::string model_text(const ModelInfo& model) {
  return fmt::format("{} {}", model.name, model.hash.substr(0, 12));
}

}  // namespace

int AdaptiveSampling::fewest_rounds() const {
  int fewest = rounds.empty() ? 0 : rounds.begin()->second;
  for (const auto& [problem, count] : rounds) {
    fewest = std::min(fewest, count);
  }
  return fewest;
}

int SuiteEntry::expected_of(const std::string& problem) const {
  if (!adaptive) {
    return k;
  }
  const auto found = adaptive->rounds.find(problem);
  return adaptive->pilot + (found == adaptive->rounds.end() ? 0 : found->second);
}

std::string SuiteEntry::k_text() const {
  if (!adaptive || adaptive->rounds.empty()) {
    return std::to_string(k);
  }
  int most = 0;
  for (const auto& [problem, count] : adaptive->rounds) {
    most = std::max(most, count);
  }
  return fmt::format("{} + {} to {}", adaptive->pilot, adaptive->fewest_rounds(), most);
}

void Manifest::note_numerics(const std::string& fingerprint) {
  if (fingerprint != model.numerics.text() &&
      std::find(other_numerics.begin(), other_numerics.end(), fingerprint) ==
          other_numerics.end()) {
    other_numerics.push_back(fingerprint);
  }
}

std::vector<ManifestDifference> manifest_differences(const Manifest& first,
                                                     const Manifest& second) {
  Comparison comparison;
  if (first.model.hash != second.model.hash && first.model.name == second.model.name &&
      first.model.numerics.backend == "remote") {
    comparison.settings(first.model.settings, second.model.settings);
  } else if (first.model.hash != second.model.hash) {
    comparison.field("model", model_text(first.model), model_text(second.model));
  }
  comparison.field(std::string(numerics_field), first.model.numerics.text(),
                   second.model.numerics.text());
  comparison.field("seed", first.seed, second.seed);
  comparison.field("system prompt", quoted(first.system_prompt), quoted(second.system_prompt));
  comparison.field("think budget", budget_text(first.think_budget),
                   budget_text(second.think_budget));
  comparison.field("think extend", first.think_extend, second.think_extend);
  comparison.field("budget forks", fmt::format("{}", fmt::join(first.fork_budgets, ",")),
                   fmt::format("{}", fmt::join(second.fork_budgets, ",")));
  for (const SuiteEntry& suite : second.suites) {
    const auto same = std::find_if(first.suites.begin(), first.suites.end(),
                                   [&](const SuiteEntry& old) { return old.name == suite.name; });
    if (same == first.suites.end()) {
      continue;
    }
    const std::string of = second.suites.size() > 1 ? " of " + suite.name : "";
    comparison.field("suite " + suite.name, same->hash.substr(0, 12), suite.hash.substr(0, 12));
    comparison.sampling(of, same->sampling, suite.sampling);
    comparison.field("until-ci" + of, adaptive_text(same->adaptive), adaptive_text(suite.adaptive));
  }
  return std::move(comparison).differences();
}

std::vector<std::string> differences(const Manifest& existing, const Manifest& wanted, bool mixed) {
  std::vector<ManifestDifference> found = manifest_differences(existing, wanted);
  if (has_other_suite(wanted, existing)) {
    found.push_back({"suites", suite_names(existing), suite_names(wanted)});
  }
  // Several shards merged are completed by a run of all.
  const bool completes = existing.shards.present.size() > 1 && wanted.shards.all();
  if (existing.shards != wanted.shards && !completes) {
    found.push_back({"shard", to_string(existing.shards), to_string(wanted.shards)});
  }
  std::vector<std::string> lines;
  for (const ManifestDifference& one : found) {
    if (!(mixed && one.field == numerics_field)) {
      lines.push_back(
          fmt::format("{}: the run has {}, you asked for {}", one.field, one.first, one.second));
    }
  }
  return lines;
}

}  // namespace assay
