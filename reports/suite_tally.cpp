#include "reports/suite_tally.hpp"

#include <algorithm>
#include <utility>

#include "reports/run/pilot.hpp"
#include "reports/statistics/pass_at_k.hpp"

namespace assay {

namespace {

constexpr std::size_t most_bins = 30;

}  // namespace

double SuiteTally::Tally::thinking_sum() const {
  double sum = 0;
  for (const statistics::Thought& thought : thoughts) {
    sum += static_cast<double>(thought.tokens);
  }
  return sum;
}

void SuiteTally::add_problem(const Problem& problem) {
  index_[problem.id] = tallies_.size();
  Tally tally;
  tally.subject = problem.subject;
  tally.level = problem.level;
  tally.cluster = problem.cluster;
  summary_.expected += static_cast<std::size_t>(summary_.entry.expected_of(problem.id));
  tallies_.push_back(std::move(tally));
}

void SuiteTally::add(const StoredSample& sample) {
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
  if (in_pilot(summary_.entry, sample.key.index)) {
    return;
  }
  const bool correct = kind == VerdictKind::correct;
  const bool truncated = kind == VerdictKind::truncated;
  const std::size_t thinking = sample.completion.thinking_tokens();
  Tally& tally = tallies_.at(index_.at(sample.key.problem));
  ++tally.scored;
  tally.correct += correct ? 1 : 0;
  tally.truncated += truncated ? 1 : 0;
  tally.thoughts.push_back({thinking, correct, truncated});
  tally.consensus.add(correct, sample.verdict.canonical);
  has_canonical_ = has_canonical_ || !sample.verdict.canonical.empty();
  thinking_[kind].push_back(thinking);
  VerdictGroup& group = summary_.by_verdict[kind];
  ++group.samples;
  const auto counts = statistics::count_behaviours(sample.completion.thinking);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    group.behaviours[i].traces += counts[i] > 0 ? 1 : 0;
    group.behaviours[i].occurrences += counts[i];
  }
}

SuiteSummary SuiteTally::finish(const std::vector<Reference>& references) && {
  summary_.problems = tallies_.size();
  const std::size_t stored = summary_.scored + summary_.infrastructure;
  summary_.missing = summary_.expected - std::min(summary_.expected, stored);
  summarize_accuracy();
  summarize_thinking();
  summarize_budgets();
  break_down();
  compare(references);
  return std::move(summary_);
}

template <typename Selects>
Estimate SuiteTally::pass_at_1(Selects selects) const {
  std::vector<Score> scores;
  for (const Tally& tally : tallies_) {
    if (tally.scored > 0 && selects(tally)) {
      scores.push_back({statistics::problem_mean(tally.scored, tally.correct), tally.cluster});
    }
  }
  return estimate_share(scores);
}

/// Mean of `score` over the problems that have k scored samples.
template <typename ScoreOf>
EstimateAtK SuiteTally::at_k(int k, ScoreOf score) const {
  std::vector<Score> scores;
  for (const Tally& tally : tallies_) {
    if (tally.scored >= k) {
      scores.push_back({{score(tally), std::nullopt}, tally.cluster});
    }
  }
  return {k, estimate_share(scores)};
}

/// 2, 4, 8, ... below the most samples that a problem has or shall have, and that number.
std::vector<int> SuiteTally::reported_ks() const {
  int most = summary_.entry.k;
  for (const Tally& tally : tallies_) {
    most = std::max(most, tally.scored);
  }
  if (is_planned(summary_.entry)) {
    // Above this only problems of uncertain outcome have samples enough.
    most = summary_.entry.adaptive->fewest_rounds();
  }
  std::vector<int> ks;
  for (int power = 2; power < most; power *= 2) {
    ks.push_back(power);
  }
  if (most > 1) {
    ks.push_back(most);
  }
  return ks;
}

void SuiteTally::summarize_accuracy() {
  summary_.pass_at_1 = pass_at_1([](const Tally&) { return true; });
  std::vector<Score> truncated;
  for (const Tally& tally : tallies_) {
    if (tally.scored > 0) {
      truncated.push_back({statistics::problem_mean(tally.scored, tally.truncated), tally.cluster});
    }
  }
  summary_.truncation = estimate_share(truncated);
  for (const int k : reported_ks()) {
    summary_.pass_at_k.push_back(
        at_k(k, [k](const Tally& t) { return statistics::pass_at_k(t.scored, t.correct, k); }));
    summary_.pass_hat_k.push_back(
        at_k(k, [k](const Tally& t) { return statistics::pass_hat_k(t.scored, t.correct, k); }));
    if (has_canonical_) {
      summary_.cons_by_k.push_back(
          at_k(k, [k](const Tally& t) { return t.consensus.score_at(k); }));
    }
  }
  if (!summary_.cons_by_k.empty()) {
    summary_.cons_at_k = summary_.cons_by_k.back();
  }
}

void SuiteTally::summarize_thinking() {
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
  summary_.histogram = {width, statistics::histogram(thinking_[VerdictKind::correct], width, bins),
                        statistics::histogram(wrong, width, bins)};
  std::vector<Score> means;
  for (const Tally& tally : tallies_) {
    if (tally.scored > 0) {
      std::vector<double> tokens;
      for (const statistics::Thought& thought : tally.thoughts) {
        tokens.push_back(static_cast<double>(thought.tokens));
      }
      means.push_back({statistics::problem_mean(tokens), tally.cluster});
    }
  }
  summary_.thinking_mean = estimate_mean(means);
}

void SuiteTally::summarize_budgets() {
  statistics::Thoughts thoughts;
  for (Tally& tally : tallies_) {
    if (tally.scored > 0) {
      thoughts.push_back(tally.thoughts);
    }
  }
  if (thoughts.empty()) {
    return;
  }
  std::vector<std::size_t> budgets;
  for (std::size_t bin = 0; bin <= summary_.histogram.correct.size(); ++bin) {
    budgets.push_back(bin * summary_.histogram.bin_width);
  }
  summary_.accuracy_by_budget = statistics::accuracy_by_budget(thoughts, budgets);
}

template <typename Selects>
Breakdown SuiteTally::part(const std::string& name, Selects selects) const {
  Breakdown row;
  row.name = name;
  double tokens = 0;
  int samples = 0;
  for (const Tally& tally : tallies_) {
    if (selects(tally)) {
      ++row.problems;
      tokens += tally.thinking_sum();
      samples += tally.scored;
    }
  }
  row.pass_at_1 = pass_at_1(selects);
  row.thinking_mean = samples == 0 ? 0.0 : tokens / samples;
  return row;
}

void SuiteTally::break_down() {
  std::map<std::string, int> subjects;
  std::map<int, int> levels;
  for (const Tally& tally : tallies_) {
    ++subjects[tally.subject];
    ++levels[tally.level];
  }
  if (subjects.size() > 1) {
    for (const auto& entry : subjects) {
      const std::string& name = entry.first;
      summary_.subjects.push_back(
          part(name.empty() ? "(none)" : name, [&](const Tally& t) { return t.subject == name; }));
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
const Estimate* SuiteTally::find_metric(const std::string& metric) const {
  if (metric == "pass@1") {
    return &summary_.pass_at_1;
  }
  for (const EstimateAtK& at : summary_.pass_at_k) {
    if (metric == "pass@" + std::to_string(at.k)) {
      return &at.estimate;
    }
  }
  for (const EstimateAtK& at : summary_.cons_by_k) {
    if (metric == "cons@" + std::to_string(at.k)) {
      return &at.estimate;
    }
  }
  return nullptr;
}

void SuiteTally::compare(const std::vector<Reference>& references) {
  for (const Reference& reference : references) {
    if (reference.suite != summary_.entry.reference || reference.suite.empty()) {
      continue;
    }
    ReferenceComparison comparison;
    comparison.reference = reference;
    const Estimate* ours = find_metric(reference.metric);
    if (ours != nullptr && ours->interval) {
      const double theirs = reference.value / 100;
      comparison.difference = ours->value - theirs;
      comparison.position = theirs < ours->interval->low    ? Position::above
                            : theirs > ours->interval->high ? Position::below
                                                            : Position::within;
    }
    summary_.references.push_back(std::move(comparison));
  }
}

}  // namespace assay
