// Runs until the interval of pass@1 is narrow (--until-ci): a pilot of equally many samples a
// problem, then the rounds that statistics/adaptive_plan.hpp derives from it. The rounds stand in
// the manifest before the first of their samples is drawn, so that a run that was stopped goes on
// with the same plan, and views know what is missing.
#pragma once

#include "evals/runner.hpp"

namespace assay {

/// Sets the samples of each problem: the pilot's, and the rounds where `manifest` has them planned.
/// Throws UsageError for a suite that is not adaptive there, and for a problem that the plan lacks.
void set_counts(RunPlan& plan, const Manifest& manifest);

/// As run(), for a plan whose suites the manifest of `file` names as adaptive. Throws UsageError
/// where a suite whose rounds are planned is asked for further problems.
bool run_until_ci(const RunPlan& wanted, Generator& generator, const GraderFactory& graders,
                  RunFile& file, Progress& progress, const std::atomic<bool>& stop);

}  // namespace assay
