#include "reports/summary.hpp"

#include <algorithm>
#include <unordered_map>

#include "reports/statistics/consensus.hpp"
#include "reports/statistics/pass_at_k.hpp"
#include "reports/statistics/standard_error.hpp"

namespace assay {

namespace {

constexpr std::size_t most_bins = 30;
constexpr double two_sided_95 = 1.96;

/// What a problem's samples come to.
struct Tally {
  std::string subject;
  int level = 0;
  std::string cluster;
  int scored = 0;
  int correct = 0;
  std::size_t thinking = 0;  ///< tokens, of all scored samples
  statistics::Consensus consensus;

  [[nodiscard]] double rate() const { return static_cast<double>(correct) / scored; }
};

/// Mean of `score` over the problems that `enters` lets in.
template <typename Enters, typename Score>
Estimate estimate(const std::vector<Tally>& tallies, Enters enters, Score score) {
  std::vector<double> scores;
  std::vector<std::string> clusters;
  double sum = 0;
  for (const Tally& tally : tallies) {
    if (enters(tally)) {
      scores.push_back(score(tally));
      clusters.push_back(tally.cluster);
      sum += scores.back();
    }
  }
  Estimate result;
  result.problems = scores.size();
  result.value = scores.empty() ? 0.0 : sum / static_cast<double>(scores.size());
  if (scores.size() >= 2) {
    result.standard_error = statistics::clustered_standard_error(scores, clusters);
  }
  return result;
}

std::vector<int> reported_ks(int k) {
  std::vector<int> ks;
  for (int power = 2; power < k; power *= 2) {
    ks.push_back(power);
  }
  if (k > 1) {
    ks.push_back(k);
  }
  return ks;
}

/// Gathers one suite's samples, then computes what the summary says of them.
class SuiteTally {
 public:
  explicit SuiteTally(SuiteEntry entry) { summary_.entry = std::move(entry); }

  void add_problem(const Problem& problem) {
    index_[problem.id] = tallies_.size();
    Tally tally;
    tally.subject = problem.subject;
    tally.level = problem.level;
    tally.cluster = problem.cluster;
    tallies_.push_back(std::move(tally));
  }

  void add(const StoredSample& sample) {
    if (sample.key.kind != SampleKind::full) {
      ++summary_.derived;
      return;
    }
    const VerdictKind kind = sample.verdict.kind;
    summary_.prompt_tokens += sample.completion.prompt_ids.size();
    summary_.completion_tokens += sample.completion.tokens();
    ++summary_.verdicts[static_cast<std::size_t>(kind)];
    if (kind == VerdictKind::infrastructure_error) {
      ++summary_.infrastructure;
      return;
    }
    ++summary_.scored;
    const std::size_t thinking = sample.completion.thinking_tokens();
    Tally& tally = tallies_.at(index_.at(sample.key.problem));
    ++tally.scored;
    tally.correct += kind == VerdictKind::correct ? 1 : 0;
    tally.thinking += thinking;
    tally.consensus.add(kind == VerdictKind::correct, sample.verdict.canonical);
    has_canonical_ = has_canonical_ || !sample.verdict.canonical.empty();
    add_to_group(kind, thinking, sample.completion.thinking);
  }

  SuiteSummary finish(const std::vector<Reference>& references) && {
    summary_.problems = tallies_.size();
    summary_.expected = tallies_.size() * static_cast<std::size_t>(summary_.entry.k);
    const std::size_t stored = summary_.scored + summary_.infrastructure;
    summary_.missing = summary_.expected - std::min(summary_.expected, stored);
    summarize_accuracy();
    summarize_thinking();
    break_down();
    compare(references);
    return std::move(summary_);
  }

 private:
  void add_to_group(VerdictKind kind, std::size_t thinking, const std::string& trace) {
    VerdictGroup& group = summary_.by_verdict[kind];
    ++group.samples;
    thinking_[kind].push_back(thinking);
    const auto counts = statistics::count_behaviours(trace);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      group.behaviours[i].traces += counts[i] > 0 ? 1 : 0;
      group.behaviours[i].occurrences += counts[i];
    }
  }

  void summarize_accuracy() {
    const auto some = [](const Tally& tally) { return tally.scored > 0; };
    summary_.pass_at_1 = estimate(tallies_, some, [](const Tally& t) { return t.rate(); });
    const int whole = summary_.entry.k;
    for (const int k : reported_ks(whole)) {
      const auto enough = [k](const Tally& tally) { return tally.scored >= k; };
      summary_.pass_at_k.push_back({k, estimate(tallies_, enough, [k](const Tally& tally) {
                                      return statistics::pass_at_k(tally.scored, tally.correct, k);
                                    })});
    }
    if (whole > 1 && has_canonical_) {
      const auto all = [whole](const Tally& tally) { return tally.scored >= whole; };
      summary_.cons_at_k = EstimateAtK{
          whole, estimate(tallies_, all, [](const Tally& t) { return t.consensus.score(); })};
    }
  }

  void summarize_thinking() {
    std::vector<std::size_t> all;
    std::vector<std::size_t> wrong;
    for (const auto& [kind, tokens] : thinking_) {
      summary_.by_verdict[kind].thinking = statistics::token_statistics(tokens);
      all.insert(all.end(), tokens.begin(), tokens.end());
      if (kind != VerdictKind::correct) {
        wrong.insert(wrong.end(), tokens.begin(), tokens.end());
      }
    }
    summary_.thinking = statistics::token_statistics(all);
    const std::size_t width = statistics::bin_width(summary_.thinking.max, most_bins);
    const std::size_t bins = summary_.thinking.max / width + 1;
    summary_.histogram = {width,
                          statistics::histogram(thinking_[VerdictKind::correct], width, bins),
                          statistics::histogram(wrong, width, bins)};
  }

  template <typename Selects>
  Breakdown part(const std::string& name, Selects selects) const {
    Breakdown row;
    row.name = name;
    std::size_t tokens = 0;
    std::size_t samples = 0;
    for (const Tally& tally : tallies_) {
      if (selects(tally)) {
        ++row.problems;
        tokens += tally.thinking;
        samples += static_cast<std::size_t>(tally.scored);
      }
    }
    row.pass_at_1 = estimate(
        tallies_, [&](const Tally& t) { return t.scored > 0 && selects(t); },
        [](const Tally& t) { return t.rate(); });
    row.thinking_mean =
        samples == 0 ? 0.0 : static_cast<double>(tokens) / static_cast<double>(samples);
    return row;
  }

  void break_down() {
    std::map<std::string, int> subjects;
    std::map<int, int> levels;
    for (const Tally& tally : tallies_) {
      ++subjects[tally.subject];
      ++levels[tally.level];
    }
    if (subjects.size() > 1) {
      for (const auto& entry : subjects) {
        const std::string& name = entry.first;
        summary_.subjects.push_back(part(name.empty() ? "(none)" : name,
                                         [&](const Tally& t) { return t.subject == name; }));
      }
    }
    if (levels.size() > 1) {
      for (const auto& entry : levels) {
        const int level = entry.first;
        summary_.levels.push_back(part(level == 0 ? "(none)" : std::to_string(level),
                                       [level](const Tally& t) { return t.level == level; }));
      }
    }
  }

  /// Our estimate of the metric that a reference gives, if the run has it.
  [[nodiscard]] const Estimate* find_metric(const std::string& metric) const {
    if (metric == "pass@1") {
      return &summary_.pass_at_1;
    }
    for (const EstimateAtK& at : summary_.pass_at_k) {
      if (metric == "pass@" + std::to_string(at.k)) {
        return &at.estimate;
      }
    }
    const auto& cons = summary_.cons_at_k;
    return cons && metric == "cons@" + std::to_string(cons->k) ? &cons->estimate : nullptr;
  }

  void compare(const std::vector<Reference>& references) {
    for (const Reference& reference : references) {
      if (reference.suite != summary_.entry.reference || reference.suite.empty()) {
        continue;
      }
      ReferenceComparison comparison;
      comparison.reference = reference;
      const Estimate* ours = find_metric(reference.metric);
      if (ours != nullptr && ours->standard_error) {
        const double difference = ours->value - reference.value / 100;
        comparison.difference = difference;
        const double margin = two_sided_95 * *ours->standard_error;
        comparison.position = difference > margin    ? Position::above
                              : difference < -margin ? Position::below
                                                     : Position::within;
      }
      summary_.references.push_back(std::move(comparison));
    }
  }

  SuiteSummary summary_;
  std::vector<Tally> tallies_;
  std::unordered_map<std::string, std::size_t> index_;
  std::map<VerdictKind, std::vector<std::size_t>> thinking_;
  bool has_canonical_ = false;
};

void note_time(Summary& summary, const std::string& finished) {
  if (finished.empty()) {
    return;
  }
  if (summary.first_finished.empty() || finished < summary.first_finished) {
    summary.first_finished = finished;
  }
  summary.last_finished = std::max(summary.last_finished, finished);
}

}  // namespace

std::string_view to_string(Position position) noexcept {
  switch (position) {
    case Position::within:
      return "within";
    case Position::above:
      return "above";
    case Position::below:
      return "below";
  }
  return "?";
}

bool Summary::complete() const noexcept {
  return std::all_of(suites.begin(), suites.end(),
                     [](const SuiteSummary& suite) { return suite.complete(); });
}

Summary summarize(const RunFile& file, const std::vector<Reference>& references) {
  Summary summary;
  summary.path = file.path().string();
  summary.manifest = file.manifest();
  std::vector<SuiteTally> tallies;
  std::unordered_map<std::string, std::size_t> index;
  for (const SuiteEntry& entry : summary.manifest.suites) {
    index[entry.name] = tallies.size();
    tallies.emplace_back(entry);
  }
  for (const StoredProblem& stored : file.problems()) {
    tallies.at(index.at(stored.suite)).add_problem(stored.problem);
  }
  file.for_each([&](const StoredSample& sample) {
    note_time(summary, sample.finished);
    tallies.at(index.at(sample.key.suite)).add(sample);
  });
  for (SuiteTally& tally : tallies) {
    summary.suites.push_back(std::move(tally).finish(references));
  }
  return summary;
}

}  // namespace assay
