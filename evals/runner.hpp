// The runner: problems x samples as a work queue. Each finished sample is judged while the
// engine decodes on and goes into the run file in one transaction, so that a run can stop at
// any moment and go on with the same command.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "datasets/suite.hpp"
#include "engine/generator.hpp"
#include "evals/progress.hpp"
#include "graders/grader.hpp"
#include "reports/run/run_file.hpp"

namespace assay {

/// One suite of a run: its selected problems and how they are sampled.
struct PlannedSuite {
  Suite suite;  ///< problems already narrowed to the selection
  SamplingParams sampling;
  /// Samples wanted of each problem, by problem; 0 where another shard draws them.
  std::vector<int> counts;
  int pilot = 0;  ///< first samples of each problem that have planned the others: in no score

  [[nodiscard]] std::size_t samples() const;
};

struct RunPlan {
  std::vector<PlannedSuite> suites;
  std::string system_prompt;
  std::optional<int> think_budget;
  std::vector<int> fork_budgets;  ///< rising: each sample is also answered at these budgets
  int think_extend = 0;
  std::uint64_t seed = 0;
  std::size_t window = 256;  ///< most samples submitted and not yet finished
  std::size_t grader_threads = 2;
};

/// The chat that asks a problem.
[[nodiscard]] std::vector<ChatMessage> messages_for(const Problem& problem,
                                                    const std::string& system_prompt);

/// Gives the grader of a suite's kind.
using GraderFactory = std::function<std::shared_ptr<const Grader>(const std::string& kind)>;

/// Draws and judges every sample of the plan that the run file lacks. `stop` is looked at
/// after each completion; when it is set, what is in flight is dropped, what is finished is
/// stored, and the function returns false. Returns true when nothing is missing. Rethrows
/// failures of engine, judge or disk after storing what had finished.
bool run(const RunPlan& plan, Generator& generator, const GraderFactory& graders, RunFile& file,
         Progress& progress, const std::atomic<bool>& stop);

}  // namespace assay
