#include "reports/robustness.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <utility>

#include "reports/compare/scores.hpp"
#include "reports/format.hpp"

namespace assay {

namespace {

/// One suite of one run.
struct Side {
  const RunScores* run;
  const SuiteScores* suite;

  [[nodiscard]] const std::string& name() const { return suite->entry.name; }
};

bool has_rewritten_suite(const std::string& path) {
  const Manifest manifest = RunFile::read(path).manifest();
  return std::ranges::any_of(manifest.suites, [](const SuiteEntry& entry) {
    return entry.name.find('+') != std::string::npos;
  });
}

std::vector<RunScores> read_runs(const std::vector<std::string>& paths) {
  std::vector<RunScores> runs;
  runs.reserve(paths.size());
  for (const std::string& path : paths) {
    runs.push_back(read_scores(RunFile::read(path)));
  }
  return runs;
}

std::vector<Side> sides_of(const std::vector<RunScores>& runs) {
  std::vector<Side> sides;
  for (const RunScores& run : runs) {
    for (const SuiteScores& suite : run.suites) {
      sides.push_back({&run, &suite});
    }
  }
  return sides;
}

/// What must be equal for the rewriting to be the only difference. The suites differ by intent.
std::vector<std::string> setting_differences(const Side& base, const Side& perturbed) {
  Manifest a = base.run->manifest;
  Manifest b = perturbed.run->manifest;
  a.suites = {base.suite->entry};
  b.suites = {perturbed.suite->entry};
  b.suites.front().name = a.suites.front().name;
  b.suites.front().hash = a.suites.front().hash;
  b.seed = a.seed;
  return differences(a, b);
}

/// The original of "gsm8k+rename+reorder" is "gsm8k+rename", or where that is not there "gsm8k".
const Side* original_of(const Side& perturbed, const std::vector<Side>& sides) {
  std::string name = perturbed.name();
  for (std::size_t plus = name.rfind('+'); plus != std::string::npos; plus = name.rfind('+')) {
    name.resize(plus);
    const Side* found = nullptr;
    for (const Side& side : sides) {
      if (side.name() == name && setting_differences(side, perturbed).empty()) {
        return &side;
      }
      found = side.name() == name && found == nullptr ? &side : found;
    }
    if (found != nullptr) {
      return found;
    }
  }
  return nullptr;
}

/// Gathers the problems that both sides have.
class Pairing {
 public:
  void add(const ProblemScores& before, const ProblemScores& after) {
    const statistics::ProblemMean a = mean_of(before);
    const statistics::ProblemMean b = mean_of(after);
    differences_.push_back(statistics::difference_by_mean(a, b));
    clusters_.push_back(before.cluster);
    units_.insert(before.cluster.empty() ? "\n" + before.id : before.cluster);
    base_sum_ += a.mean;
    perturbed_sum_ += b.mean;
    base_samples_ += static_cast<double>(before.samples.size());
    perturbed_samples_ += static_cast<double>(after.samples.size());
    if ((a.mean >= 0.5) != (b.mean >= 0.5)) {
      (a.mean >= 0.5 ? lost_ : gained_).push_back({before.id, a.mean, b.mean});
    }
  }

  void finish(RobustnessRow& row) && {
    row.problems = differences_.size();
    if (differences_.empty()) {
      return;
    }
    const auto n = static_cast<double>(differences_.size());
    row.base_pass_at_1 = base_sum_ / n;
    row.perturbed_pass_at_1 = perturbed_sum_ / n;
    statistics::PairedOptions options;
    options.clusters = std::move(clusters_);
    options.most = 1;
    options.unseen_variance =
        statistics::unseen_flip_variance(units_.size(), base_samples_ / n, perturbed_samples_ / n);
    row.difference = statistics::paired_difference(differences_, options);
    row.lost = std::move(lost_);
    row.gained = std::move(gained_);
  }

 private:
  static statistics::ProblemMean mean_of(const ProblemScores& problem) {
    const auto correct =
        std::ranges::count(problem.samples, Outcome::correct, &SampleScore::outcome);
    return statistics::problem_mean(static_cast<int>(problem.samples.size()),
                                    static_cast<int>(correct));
  }

  std::vector<statistics::ProblemMean> differences_;
  std::vector<std::string> clusters_;
  std::set<std::string> units_;
  double base_sum_ = 0;
  double perturbed_sum_ = 0;
  double base_samples_ = 0;
  double perturbed_samples_ = 0;
  std::vector<Flip> lost_;
  std::vector<Flip> gained_;
};

const ProblemScores* find(const SuiteScores& suite, const std::string& id) {
  const auto found = std::ranges::lower_bound(suite.problems, id, {}, &ProblemScores::id);
  return found != suite.problems.end() && found->id == id ? &*found : nullptr;
}

RobustnessRow pair_up(const Side& base, const Side& perturbed) {
  RobustnessRow row;
  row.run = perturbed.run->path;
  row.base = base.name();
  row.perturbed = perturbed.name();
  row.differences = setting_differences(base, perturbed);
  Pairing pairing;
  for (const ProblemScores& before : base.suite->problems) {
    const ProblemScores* after = find(*perturbed.suite, before.id);
    if (!before.samples.empty() && after != nullptr && !after->samples.empty()) {
      pairing.add(before, *after);
    } else if (!before.samples.empty()) {
      ++row.base_only;
    }
  }
  if (row.differences.empty()) {
    std::move(pairing).finish(row);
  }
  return row;
}

std::string listed(const std::vector<Flip>& flips) {
  constexpr std::size_t most = 8;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(most, flips.size()); ++i) {
    names.push_back(flips[i].problem);
  }
  return fmt::format("{}{}", fmt::join(names, ", "), flips.size() > most ? ", ..." : "");
}

std::string conclusion(const statistics::Interval& interval) {
  return interval.high < 0  ? "it falls"
         : interval.low > 0 ? "it rises"
                            : "no difference beyond chance";
}

std::string row_text(const RobustnessRow& row) {
  std::string text = fmt::format("    {} against {}\n", row.perturbed, row.base);
  if (!row.differences.empty()) {
    return text + fmt::format("      not compared: {}\n", fmt::join(row.differences, "; "));
  }
  if (row.problems == 0) {
    return text + "      no problem is scored in both\n";
  }
  text += fmt::format("      pass@1       {} % -> {} %, {} paired", percent(row.base_pass_at_1),
                      percent(row.perturbed_pass_at_1), counted(row.problems, "problem"));
  text += row.base_only > 0 ? fmt::format(", {} without a counterpart\n", row.base_only) : "\n";
  if (row.difference.standard_error) {
    const statistics::Interval interval = row.difference.interval();
    text += fmt::format("      difference   {:+.1f} points, 95 % interval {:+.1f} to {:+.1f}: {}\n",
                        100 * row.difference.difference, 100 * interval.low, 100 * interval.high,
                        conclusion(interval));
  }
  for (const auto& [label, flips] :
       {std::pair("lost", &row.lost), std::pair("gained", &row.gained)}) {
    if (!flips->empty()) {
      text += fmt::format("      {:<12} {}: {}\n", label, counted(flips->size(), "problem"),
                          listed(*flips));
    }
  }
  return text;
}

nlohmann::json flips_json(const std::vector<Flip>& flips) {
  nlohmann::json list = nlohmann::json::array();
  for (const Flip& flip : flips) {
    list.push_back({{"problem", flip.problem}, {"before", flip.before}, {"after", flip.after}});
  }
  return list;
}

}  // namespace

std::vector<RobustnessRow> robustness(const std::vector<std::string>& runs) {
  if (std::ranges::none_of(runs, has_rewritten_suite)) {
    return {};
  }
  const std::vector<RunScores> scores = read_runs(runs);
  const std::vector<Side> sides = sides_of(scores);
  std::vector<RobustnessRow> rows;
  for (const Side& side : sides) {
    if (const Side* base = original_of(side, sides)) {
      rows.push_back(pair_up(*base, side));
    }
  }
  return rows;
}

std::string robustness_table(const std::vector<RobustnessRow>& rows) {
  std::string text;
  for (const RobustnessRow& row : rows) {
    text += row_text(row);
  }
  return text.empty() ? "" : "\n  robustness     paired by problem\n" + text;
}

nlohmann::json to_json(const RobustnessRow& row) {
  nlohmann::json document = {{"base", row.base},
                             {"perturbed", row.perturbed},
                             {"settings_differ", row.differences},
                             {"problems", row.problems},
                             {"base_only", row.base_only},
                             {"base_pass@1", nullptr},
                             {"perturbed_pass@1", nullptr},
                             {"difference", nullptr},
                             {"standard_error", nullptr},
                             {"interval_95", nullptr},
                             {"lost", flips_json(row.lost)},
                             {"gained", flips_json(row.gained)}};
  if (row.problems > 0) {
    document["base_pass@1"] = row.base_pass_at_1;
    document["perturbed_pass@1"] = row.perturbed_pass_at_1;
    document["difference"] = row.difference.difference;
  }
  if (row.difference.standard_error) {
    const statistics::Interval interval = row.difference.interval();
    document["standard_error"] = *row.difference.standard_error;
    document["interval_95"] = {interval.low, interval.high};
  }
  return document;
}

}  // namespace assay
