#include "reports/robustness.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <optional>
#include <set>

#include "reports/format.hpp"

namespace assay {

namespace {

struct Outcome {
  std::string cluster;
  int scored = 0;
  int correct = 0;

  [[nodiscard]] double share() const { return static_cast<double>(correct) / scored; }
};

/// One suite of one run.
struct Side {
  std::string run;
  SuiteEntry entry;
  Manifest manifest;
  std::map<std::string, Outcome> problems;
};

std::vector<Side> read_sides(const std::vector<std::string>& runs) {
  std::vector<Side> sides;
  for (const std::string& path : runs) {
    const RunFile file = RunFile::read(path);
    const Manifest manifest = file.manifest();
    std::map<std::string, std::size_t> index;
    for (const SuiteEntry& entry : manifest.suites) {
      index[entry.name] = sides.size();
      sides.push_back({path, entry, manifest, {}});
    }
    for (const StoredProblem& stored : file.problems()) {
      sides.at(index.at(stored.suite)).problems[stored.problem.id].cluster = stored.problem.cluster;
    }
    file.for_each([&](const StoredSample& sample) {
      if (sample.key.kind == SampleKind::full &&
          sample.verdict.kind != VerdictKind::infrastructure_error) {
        Outcome& outcome = sides.at(index.at(sample.key.suite)).problems[sample.key.problem];
        ++outcome.scored;
        outcome.correct += sample.verdict.kind == VerdictKind::correct ? 1 : 0;
      }
    });
  }
  return sides;
}

/// What must be equal for the rewriting to be the only difference. The suites differ by intent.
std::vector<std::string> setting_differences(const Side& base, const Side& perturbed) {
  Manifest a = base.manifest;
  Manifest b = perturbed.manifest;
  a.suites = {base.entry};
  b.suites = {perturbed.entry};
  b.suites.front().name = a.suites.front().name;
  b.suites.front().hash = a.suites.front().hash;
  b.seed = a.seed;
  return differences(a, b);
}

/// The original of "gsm8k+rename+reorder" is "gsm8k+rename", or where that is not there "gsm8k".
const Side* original_of(const Side& perturbed, const std::vector<Side>& sides) {
  std::string name = perturbed.entry.name;
  for (std::size_t plus = name.rfind('+'); plus != std::string::npos; plus = name.rfind('+')) {
    name.resize(plus);
    const Side* found = nullptr;
    for (const Side& side : sides) {
      if (side.entry.name == name && setting_differences(side, perturbed).empty()) {
        return &side;
      }
      found = side.entry.name == name && found == nullptr ? &side : found;
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
  void add(const std::string& id, const Outcome& before, const Outcome& after) {
    differences_.push_back(
        statistics::difference_by_mean(statistics::problem_mean(before.scored, before.correct),
                                       statistics::problem_mean(after.scored, after.correct)));
    clusters_.push_back(before.cluster);
    units_.insert(before.cluster.empty() ? "\n" + id : before.cluster);
    base_sum_ += before.share();
    perturbed_sum_ += after.share();
    base_samples_ += before.scored;
    perturbed_samples_ += after.scored;
    if ((before.share() >= 0.5) != (after.share() >= 0.5)) {
      (before.share() >= 0.5 ? lost_ : gained_).push_back({id, before.share(), after.share()});
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
    options.unseen_variance =
        statistics::unseen_flip_variance(units_.size(), base_samples_ / n, perturbed_samples_ / n);
    row.difference = statistics::paired_difference(differences_, options);
    row.lost = std::move(lost_);
    row.gained = std::move(gained_);
  }

 private:
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

RobustnessRow compare(const Side& base, const Side& perturbed) {
  RobustnessRow row;
  row.run = perturbed.run;
  row.base = base.entry.name;
  row.perturbed = perturbed.entry.name;
  row.differences = setting_differences(base, perturbed);
  Pairing pairing;
  for (const auto& [id, before] : base.problems) {
    const auto after = perturbed.problems.find(id);
    const bool paired = after != perturbed.problems.end() && after->second.scored > 0;
    if (before.scored > 0 && paired) {
      pairing.add(id, before, after->second);
    } else if (before.scored > 0) {
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
  const std::vector<Side> sides = read_sides(runs);
  std::vector<RobustnessRow> rows;
  for (const Side& side : sides) {
    if (const Side* base = original_of(side, sides)) {
      rows.push_back(compare(*base, side));
    }
  }
  return rows;
}

std::string robustness_table(const std::vector<RobustnessRow>& rows) {
  std::string text;
  for (const RobustnessRow& row : rows) {
    text += row_text(row);
  }
  return text.empty() ? "" : "  robustness     paired by problem\n" + text;
}

nlohmann::json to_json(const RobustnessRow& row) {
  nlohmann::json document = {{"base", row.base},
                             {"perturbed", row.perturbed},
                             {"settings_differ", row.differences},
                             {"problems", row.problems},
                             {"base_only", row.base_only},
                             {"base_pass@1", row.base_pass_at_1},
                             {"perturbed_pass@1", row.perturbed_pass_at_1},
                             {"difference", row.difference.difference},
                             {"standard_error", nullptr},
                             {"interval_95", nullptr},
                             {"lost", flips_json(row.lost)},
                             {"gained", flips_json(row.gained)}};
  if (row.difference.standard_error) {
    const statistics::Interval interval = row.difference.interval();
    document["standard_error"] = *row.difference.standard_error;
    document["interval_95"] = {interval.low, interval.high};
  }
  return document;
}

}  // namespace assay
