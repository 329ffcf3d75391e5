#include "reports/suite_tally.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "reports/run/pilot.hpp"
#include "reports/statistics/pass_at_k.hpp"

namespace assay {

namespace {

constexpr std::size_t most_bins = 30;

}  // namespace

void SuiteTally::Traces::add(std::size_t thinking, const statistics::BehaviourCounts& counts) {
  tokens += static_cast<double>(thinking);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    behaviours[i] += counts[i];
  }
}

double SuiteTally::Traces::rate(std::size_t behaviour) const {
  return 1000 * static_cast<double>(behaviours[behaviour]) / tokens;
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

void SuiteTally::add(const SampleRow& row, const TraceFacts& facts) {
  if (row.derived) {
    ++summary_.derived;
    if (row.fork_budget && row.verdict != VerdictKind::infrastructure_error) {
      tallies_.at(index_.at(row.problem)).right_when_forced[*row.fork_budget][row.index] =
          row.verdict == VerdictKind::correct;
    }
    return;
  }
  cost_.add(row);
  const bool judged = row.verdict != VerdictKind::infrastructure_error;
  ++(judged ? summary_.scored : summary_.infrastructure);
  if (judged && in_pilot(summary_.entry, row.index)) {
    ++summary_.pilot;
    return;
  }
  ++summary_.verdicts[static_cast<std::size_t>(row.verdict)];
  if (!judged) {
    return;
  }
  const bool correct = row.verdict == VerdictKind::correct;
  const bool truncated = row.verdict == VerdictKind::truncated;
  const std::size_t thinking = row.thinking_tokens;
  Tally& tally = tallies_.at(index_.at(row.problem));
  ++tally.scored;
  tally.correct += correct ? 1 : 0;
  tally.truncated += truncated ? 1 : 0;
  tally.thoughts.push_back({thinking, correct, truncated});
  tally.indices.push_back(row.index);
  tally.consensus.add(correct, row.canonical);
  tally.all.add(thinking, facts.behaviours);
  (correct ? tally.right : tally.wrong).add(thinking, facts.behaviours);
  has_canonical_ = has_canonical_ || !row.canonical.empty();
  thinking_[row.verdict].push_back(thinking);
  VerdictGroup& group = summary_.by_verdict[row.verdict];
  ++group.samples;
  group.thinking_tokens += thinking;
  group.thought_answers.add(facts.agreement);
  summary_.thought_answers.add(facts.agreement);
  for (std::size_t i = 0; i < facts.behaviours.size(); ++i) {
    for (BehaviourCount* count : {&group.behaviours[i], &summary_.behaviours[i].count}) {
      count->traces += facts.behaviours[i] > 0 ? 1 : 0;
      count->occurrences += facts.behaviours[i];
    }
  }
}

SuiteSummary SuiteTally::finish(const ModelInfo& model,
                                const std::vector<Reference>& references) && {
  summary_.problems = tallies_.size();
  const std::size_t stored = summary_.scored + summary_.infrastructure;
  summary_.missing = summary_.expected - std::min(summary_.expected, stored);
  const auto solved = std::count_if(tallies_.begin(), tallies_.end(),
                                    [](const Tally& tally) { return tally.correct > 0; });
  summary_.cost = std::move(cost_).finish(model, static_cast<std::size_t>(solved));
  summary_.prompt_tokens = summary_.cost.prompt_tokens;
  summary_.completion_tokens = summary_.cost.completion_tokens;
  summarize_accuracy();
  summarize_thinking();
  summarize_budgets();
  summarize_forced_budgets();
  summarize_behaviours();
  break_down();
  compare(references);
  return std::move(summary_);
}

void SuiteTally::summarize_behaviours() {
  for (std::size_t i = 0; i < statistics::n_behaviours; ++i) {
    std::vector<Score> rates;
    std::vector<Score> differences;
    std::vector<double> plain;
    std::vector<double> lengths;
    for (const Tally& tally : tallies_) {
      if (tally.all.tokens > 0) {
        plain.push_back(tally.all.rate(i));
        lengths.push_back(tally.all.tokens / tally.scored);
        rates.push_back({{plain.back(), std::nullopt}, tally.cluster});
      }
      if (tally.right.tokens > 0 && tally.wrong.tokens > 0) {
        differences.push_back(
            {{tally.right.rate(i) - tally.wrong.rate(i), std::nullopt}, tally.cluster});
      }
    }
    BehaviourSummary& summary = summary_.behaviours[i];
    summary.rate = estimate_mean(rates);
    summary.right_less_wrong = estimate_mean(differences);
    summary.with_length = statistics::rank_correlation(plain, lengths);
  }
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
      tokens.reserve(tally.thoughts.size());
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
  std::vector<std::string> clusters;
  for (Tally& tally : tallies_) {
    if (tally.scored > 0) {
      thoughts.push_back(tally.thoughts);
      clusters.push_back(tally.cluster);
    }
  }
  if (thoughts.empty()) {
    return;
  }
  std::vector<std::size_t> budgets;
  for (std::size_t bin = 0; bin <= summary_.histogram.correct.size(); ++bin) {
    budgets.push_back(bin * summary_.histogram.bin_width);
  }
  summary_.accuracy_by_budget = statistics::accuracy_by_budget(thoughts, budgets, clusters);
}

/// A sample that had ended its thinking before a budget has no fork there: it answers for itself.
void SuiteTally::summarize_forced_budgets() {
  std::set<int> budgets;
  for (const Tally& tally : tallies_) {
    for (const auto& [budget, samples] : tally.right_when_forced) {
      budgets.insert(budget);
    }
  }
  for (const int budget : budgets) {
    ForcedBudget forced;
    forced.budget = static_cast<std::size_t>(budget);
    std::vector<Score> scores;
    for (const Tally& tally : tallies_) {
      const auto forks = tally.right_when_forced.find(budget);
      int answered = 0;
      int right = 0;
      for (std::size_t i = 0; i < tally.thoughts.size(); ++i) {
        const statistics::Thought& thought = tally.thoughts[i];
        const int index = tally.indices[i];
        const bool forked = forks != tally.right_when_forced.end() && forks->second.contains(index);
        if (!forked && thought.tokens > forced.budget) {
          ++forced.missing;
          continue;
        }
        ++answered;
        right += (forked ? forks->second.at(index) : thought.correct) ? 1 : 0;
        forced.forks += forked ? 1 : 0;
      }
      if (answered > 0) {
        scores.push_back({statistics::problem_mean(answered, right), tally.cluster});
      }
      forced.samples += static_cast<std::size_t>(answered);
    }
    forced.accuracy = estimate_share(scores);
    summary_.forced_budgets.push_back(std::move(forced));
  }
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
      tokens += tally.all.tokens;
      samples += tally.scored;
    }
  }
  row.pass_at_1 = pass_at_1(selects);
  if (samples > 0) {
    row.thinking_mean = tokens / samples;
  }
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
