// Did it get worse by more than is allowed? GO, NO-GO, or: these samples cannot tell.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "reports/statistics/paired.hpp"
#include "reports/statistics/samples_needed.hpp"

namespace assay::statistics {

enum class Gate { go, no_go, inconclusive };

[[nodiscard]] std::string_view to_string(Gate gate) noexcept;

/// One metric of one suite. `change` is oriented so that more is worse: baseline less candidate
/// for accuracy, candidate less baseline for tokens.
struct GateCase {
  PairedDifference change;
  double max_drop = 0;      ///< in the metric's unit, above 0
  bool share = true;        ///< the metric lies in [0, 1]: accuracy, truncation; not tokens
  std::size_t samples = 1;  ///< a problem, for the number needed
  bool identical = false;   ///< both runs hold the same samples: nothing to test
};

struct GateOptions {
  double alpha = 0.05;  ///< one-sided, for either verdict
  double power = 0.8;   ///< of the minimum detectable effect and the samples needed
};

struct GateDecision {
  Gate raw = Gate::inconclusive;        ///< this case alone
  Gate corrected = Gate::inconclusive;  ///< as one of all cases
  double lower = 0;                     ///< one-sided bounds of the drop; infinite if unknown
  double upper = 0;
  double p_no_go = 1;       ///< of "the drop is at most max_drop"
  double p_no_go_holm = 1;  ///< the same, adjusted for all cases
  double p_go = 1;          ///< of "the drop is more than max_drop"
  /// Beyond max_drop: a drop of max_drop + this is NO-GO with chance `power`, alone and as the
  /// most extreme of all cases (level alpha / cases). Of a share however the loss is spread, of
  /// others if the error stays as it is (samples_needed.hpp). Infinite without an error.
  double detectable = 0;
  double detectable_corrected = 0;
  std::optional<SamplesNeeded> needed;  ///< where inconclusive and a number can be given
};

/// With one-sided bounds at 1 - alpha by Student's t:
///   NO-GO         lower bound > max_drop
///   GO            upper bound <= max_drop, from a run large enough to see such a drop: the bound's
///                 distance t * se is itself <= max_drop, so that luck cannot pass a run of five
///                 problems; or the candidate is better beyond doubt (one-sided 99.99 %)
///   INCONCLUSIVE  otherwise, and always without a standard error or with one of 0
/// Identical samples are GO. Several cases: NO-GO of any is an alarm, so their p-values are
/// corrected by Holm and a raw NO-GO may turn INCONCLUSIVE. GO of all is claimed only if each is
/// GO, which needs no correction (intersection-union test). `needed` would decide at the drop seen
/// (a gain counts as 0). Throws UsageError unless max_drop > 0 and finite. Source: Holm 1979;
/// Berger 1982, "Multiparameter hypothesis testing and acceptance sampling"; bounds against a
/// margin as in Schuirmann 1987.
[[nodiscard]] std::vector<GateDecision> decide(const std::vector<GateCase>& cases,
                                               const GateOptions& options = {});

/// NO-GO if any corrected verdict is, GO if all are, else INCONCLUSIVE. GO for no decisions.
[[nodiscard]] Gate overall(const std::vector<GateDecision>& decisions);

}  // namespace assay::statistics
