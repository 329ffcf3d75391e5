// A run file reduced to its numbers. Every view (table, page, JSON, gate) starts here, so that
// they cannot disagree.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "graders/verdict.hpp"
#include "reports/cost.hpp"
#include "reports/estimate.hpp"
#include "reports/references.hpp"
#include "reports/run/run_file.hpp"
#include "reports/statistics/correlation.hpp"
#include "reports/statistics/think_tokens.hpp"
#include "reports/statistics/thought_budget.hpp"
#include "reports/statistics/trace_spans.hpp"
#include "reports/trace_facts.hpp"

namespace assay {

/// Where our value lies to a reference, which is in our 95 % interval or beyond it. The
/// reference's own error is rarely published, so "within" is necessary, not sufficient.
enum class Position { within, above, below };

[[nodiscard]] std::string_view to_string(Position position) noexcept;

struct ReferenceComparison {
  Reference reference;
  double difference = 0;             ///< ours less theirs, where there is a position
  std::optional<Position> position;  ///< absent where the run has no such metric or no error
};

struct BehaviourCount {
  std::size_t traces = 0;  ///< with at least one occurrence
  std::size_t occurrences = 0;
};

/// Samples by what ThoughtJudge says of them.
struct ThoughtAnswers {
  std::size_t none = 0;  ///< the thinking states no answer
  std::size_t agree = 0;
  std::size_t disagree = 0;

  void add(ThoughtAgreement agreement);
  [[nodiscard]] std::size_t asked() const noexcept { return none + agree + disagree; }
};

/// Samples that share a verdict.
struct VerdictGroup {
  std::size_t samples = 0;
  std::size_t thinking_tokens = 0;  ///< in all
  statistics::TokenStatistics thinking;
  std::array<BehaviourCount, statistics::n_behaviours> behaviours{};
  ThoughtAnswers thought_answers;

  /// Occurrences per 1,000 tokens of thought; absent where there was none.
  [[nodiscard]] std::optional<double> rate(statistics::Behaviour behaviour) const;
};

/// How often a behaviour occurs, and what goes with it. Rates are occurrences per 1,000 tokens of
/// thought.
struct BehaviourSummary {
  BehaviourCount count;
  Estimate rate;              ///< mean over problems
  Estimate right_less_wrong;  ///< rate of right samples less that of wrong ones, over the problems
                              ///< that have both, so that difficulty is no part of it
  std::optional<statistics::Correlation>
      with_length;  ///< rate against tokens of thought, over problems
};

struct Histogram {
  std::size_t bin_width = 1;         ///< tokens
  std::vector<std::size_t> correct;  ///< samples a bin
  std::vector<std::size_t> wrong;    ///< all other scored samples
};

/// A subject (problem family) or a level of difficulty.
struct Breakdown {
  std::string name;
  std::size_t problems = 0;  ///< of the run, scored or not
  Estimate pass_at_1;
  std::optional<double> thinking_mean;  ///< tokens; absent without a sample
};

/// What samples are worth whose thinking is closed at a budget and which then answer ("budget
/// forcing", Muennighoff et al. 2025, arXiv 2501.19393). Of a sample that ended its thinking
/// before, its own answer counts.
struct ForcedBudget {
  std::size_t budget = 0;  ///< tokens of thought
  Estimate accuracy;
  std::size_t samples = 0;  ///< that count here
  std::size_t forks = 0;    ///< of them, those that were forced
  std::size_t missing = 0;  ///< thought longer, but their fork is not in the file
};

struct SuiteSummary {
  SuiteEntry entry;
  std::size_t problems = 0;        ///< selected for this run
  std::size_t expected = 0;        ///< samples: problems x k
  std::size_t scored = 0;          ///< judged, without infrastructure errors
  std::size_t infrastructure = 0;  ///< stored, but the judge failed
  std::size_t missing = 0;         ///< not stored
  std::size_t pilot = 0;           ///< scored, but they only planned the others: in no metric below
  std::size_t derived = 0;         ///< budget forks and extensions: in no metric below
  std::array<std::size_t, verdict_names.size()> verdicts{};  ///< without the pilot's
  Estimate pass_at_1;                    ///< mean@k too, whatever k: only its error depends on k
  std::vector<EstimateAtK> pass_at_k;    ///< k = 2, 4, 8, ... and the most; problems with k scored
  std::vector<EstimateAtK> pass_hat_k;   ///< all k right; the same k
  std::vector<EstimateAtK> cons_by_k;    ///< the same k; empty where answers have no canonical form
  std::optional<EstimateAtK> cons_at_k;  ///< the last of cons_by_k
  Estimate truncation;                   ///< share of samples that ran out of tokens
  statistics::TokenStatistics thinking;  ///< tokens of thought of the scored samples, pooled
  Estimate thinking_mean;                ///< the same as a mean over problems
  std::vector<statistics::BudgetPoint> accuracy_by_budget;  ///< at the histogram's edges
  std::vector<ForcedBudget> forced_budgets;                 ///< rising; empty unless the run forked
  std::size_t prompt_tokens = 0;      ///< in all, each problem counted once a sample
  std::size_t completion_tokens = 0;  ///< in all
  std::map<VerdictKind, VerdictGroup> by_verdict;
  std::array<BehaviourSummary, statistics::n_behaviours> behaviours{};
  ThoughtAnswers thought_answers;
  Cost cost;
  Histogram histogram;
  std::vector<Breakdown> subjects;  ///< by name; empty unless there are two or more
  std::vector<Breakdown> levels;    ///< ascending; empty unless there are two or more
  std::vector<ReferenceComparison> references;

  [[nodiscard]] bool complete() const noexcept { return missing == 0 && infrastructure == 0; }
  [[nodiscard]] bool whole_suite() const noexcept { return problems == entry.suite_size; }
  [[nodiscard]] std::size_t count(VerdictKind kind) const noexcept {
    return verdicts[static_cast<std::size_t>(kind)];
  }
};

/// What a reader must know before the numbers: cause and remedy.
struct Warning {
  std::string text;
  bool incomplete = false;  ///< samples are missing: the numbers are not final
};

struct Summary {
  std::string path;
  Manifest manifest;
  std::vector<SuiteSummary> suites;
  std::string first_finished;  ///< UTC; empty if there is no sample
  std::string last_finished;

  [[nodiscard]] bool complete() const noexcept;
};

/// One pass over the file, a few hundred samples in memory at a time; traces are read by as many
/// threads as there are processors. Without a judge no thought answers are counted. Throws as
/// RunFile does.
[[nodiscard]] Summary summarize(const RunFile& file, const std::vector<Reference>& references,
                                const ThoughtJudge& judge = {});

/// In order of weight; empty for a clean run.
[[nodiscard]] std::vector<Warning> warnings(const Summary& summary);

/// Every metric, with `schema_version`; shares in [0, 1].
[[nodiscard]] nlohmann::json to_json(const Summary& summary);

}  // namespace assay
