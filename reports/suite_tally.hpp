// One suite's samples gathered, then reduced to what the summary says of them.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "reports/cost.hpp"
#include "reports/statistics/consensus.hpp"
#include "reports/statistics/thought_budget.hpp"
#include "reports/summary.hpp"

namespace assay {

class SuiteTally {
 public:
  explicit SuiteTally(SuiteEntry entry) { summary_.entry = std::move(entry); }

  void add_problem(const Problem& problem);
  void add(const SampleRow& row, const TraceFacts& facts);
  [[nodiscard]] SuiteSummary finish(const ModelInfo& model,
                                    const std::vector<Reference>& references) &&;

 private:
  /// What traces of one problem come to, right ones or wrong ones.
  struct Traces {
    double tokens = 0;
    statistics::BehaviourCounts behaviours{};

    void add(std::size_t thinking, const statistics::BehaviourCounts& counts);
    /// Per 1,000 tokens; requires tokens > 0.
    [[nodiscard]] double rate(std::size_t behaviour) const;
  };

  /// What a problem's samples come to.
  struct Tally {
    std::string subject;
    int level = 0;
    std::string cluster;
    int scored = 0;
    int correct = 0;
    int truncated = 0;
    std::vector<statistics::Thought> thoughts;  ///< of scored samples
    std::vector<int> indices;                   ///< of the same samples
    statistics::Consensus consensus;
    std::map<int, std::map<int, bool>> right_when_forced;  ///< by budget, by sample
    Traces all;
    Traces right;
    Traces wrong;
  };

  template <typename Selects>
  [[nodiscard]] Estimate pass_at_1(Selects selects) const;
  template <typename ScoreOf>
  [[nodiscard]] EstimateAtK at_k(int k, ScoreOf score) const;
  template <typename Selects>
  [[nodiscard]] Breakdown part(const std::string& name, Selects selects) const;

  [[nodiscard]] std::vector<int> reported_ks() const;
  void summarize_accuracy();
  void summarize_thinking();
  void summarize_budgets();
  void summarize_forced_budgets();
  void summarize_behaviours();
  void break_down();
  [[nodiscard]] const Estimate* find_metric(const std::string& metric) const;
  void compare(const std::vector<Reference>& references);

  SuiteSummary summary_;
  std::vector<Tally> tallies_;
  std::unordered_map<std::string, std::size_t> index_;
  std::map<VerdictKind, std::vector<std::size_t>> thinking_;
  CostTally cost_;
  bool has_canonical_ = false;
};

}  // namespace assay
