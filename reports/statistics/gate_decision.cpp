#include "reports/statistics/gate_decision.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core/error.hpp"
#include "reports/statistics/distributions.hpp"
#include "reports/statistics/holm.hpp"

namespace assay::statistics {

namespace {

constexpr double beyond_doubt = 1e-4;

void require_max_drop(double max_drop) {
  if (!(max_drop > 0) || !std::isfinite(max_drop)) {
    throw UsageError(
        fmt::format("max_drop {}: must be more than 0, since no number of samples can show that a "
                    "difference is exactly 0; allow the smallest drop that matters, e.g. 0.01",
                    max_drop));
  }
}

/// An error of 0 is no knowledge: nothing varied among what was seen.
bool has_error(const PairedDifference& change) {
  return change.standard_error && *change.standard_error > 0;
}

GateDecision identical_samples() {
  GateDecision decision;
  decision.raw = decision.corrected = Gate::go;
  decision.p_go = 0;
  return decision;
}

GateDecision without_error() {
  GateDecision decision;
  decision.lower = -std::numeric_limits<double>::infinity();
  decision.upper = decision.detectable = decision.detectable_corrected =
      std::numeric_limits<double>::infinity();
  return decision;
}

Gate verdict(const GateCase& one, const GateDecision& decision, double alpha) {
  if (decision.lower > one.max_drop) {
    return Gate::no_go;
  }
  const PairedDifference& change = one.change;
  const double reach = decision.upper - change.difference;
  const double p_not_better =
      student_upper_tail(-change.difference / *change.standard_error, change.degrees_of_freedom);
  const bool proven = decision.upper <= one.max_drop;
  const bool large_enough = reach <= one.max_drop || p_not_better <= std::min(alpha, beyond_doubt);
  return proven && large_enough ? Gate::go : Gate::inconclusive;
}

/// To decide at the drop that was seen.
std::optional<SamplesNeeded> needed_for(const GateCase& one, const GateOptions& options) {
  const PairedDifference& change = one.change;
  const double distance = std::abs(one.max_drop - std::max(0.0, change.difference));
  if (distance == 0) {
    return std::nullopt;
  }
  const double errors =
      minimum_detectable_effect(1, change.degrees_of_freedom, options.alpha, options.power);
  return samples_needed(change.parts, change.problems, one.samples, distance / errors);
}

double detectable(const GateCase& one, double alpha, double power) {
  const PairedDifference& change = one.change;
  const double df = change.degrees_of_freedom;
  if (one.share && one.max_drop < 1) {
    return minimum_detectable_drop(*change.standard_error, static_cast<std::size_t>(df) + 1,
                                   one.max_drop, alpha, power);
  }
  return minimum_detectable_effect(*change.standard_error, df, alpha, power);
}

GateDecision decide_alone(const GateCase& one, std::size_t cases, const GateOptions& options) {
  require_max_drop(one.max_drop);
  if (one.identical) {
    return identical_samples();
  }
  const PairedDifference& change = one.change;
  if (!has_error(change)) {
    return without_error();
  }
  const double error = *change.standard_error;
  const double df = change.degrees_of_freedom;
  const double excess = (change.difference - one.max_drop) / error;
  GateDecision decision;
  decision.lower = change.lower_bound(1 - options.alpha);
  decision.upper = change.upper_bound(1 - options.alpha);
  decision.p_no_go = student_upper_tail(excess, df);
  decision.p_go = student_cdf(excess, df);
  decision.detectable = detectable(one, options.alpha, options.power);
  decision.detectable_corrected =
      detectable(one, options.alpha / static_cast<double>(cases), options.power);
  decision.raw = verdict(one, decision, options.alpha);
  return decision;
}

}  // namespace

std::string_view to_string(Gate gate) noexcept {
  switch (gate) {
    case Gate::go:
      return "GO";
    case Gate::no_go:
      return "NO-GO";
    case Gate::inconclusive:
      break;
  }
  return "INCONCLUSIVE";
}

std::vector<GateDecision> decide(const std::vector<GateCase>& cases, const GateOptions& options) {
  std::vector<GateDecision> decisions;
  std::vector<double> p_values;
  decisions.reserve(cases.size());
  p_values.reserve(cases.size());
  for (const GateCase& one : cases) {
    decisions.push_back(decide_alone(one, cases.size(), options));
    p_values.push_back(decisions.back().p_no_go);
  }
  const std::vector<double> adjusted = holm(p_values);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    GateDecision& decision = decisions[i];
    decision.p_no_go_holm = adjusted[i];
    const bool lost = decision.raw == Gate::no_go && adjusted[i] > options.alpha;
    decision.corrected = lost ? Gate::inconclusive : decision.raw;
    if (decision.corrected == Gate::inconclusive && has_error(cases[i].change)) {
      decision.needed = needed_for(cases[i], options);
    }
  }
  return decisions;
}

Gate overall(const std::vector<GateDecision>& decisions) {
  const auto is = [](Gate gate) {
    return [gate](const GateDecision& decision) { return decision.corrected == gate; };
  };
  if (std::any_of(decisions.begin(), decisions.end(), is(Gate::no_go))) {
    return Gate::no_go;
  }
  return std::all_of(decisions.begin(), decisions.end(), is(Gate::go)) ? Gate::go
                                                                       : Gate::inconclusive;
}

}  // namespace assay::statistics
