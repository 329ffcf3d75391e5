#include "reports/gate/gate_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "engine/core/error.hpp"

namespace assay {

namespace {

[[noreturn]] void refuse(const Policy& policy, int line, const std::string& what) {
  throw UsageError(fmt::format("{}:{}: {}", policy.path, line, what));
}

/// Whether a smaller value is worse.
bool falls(Metric metric) {
  return metric == Metric::pass_at_1 || metric == Metric::pass_at_k || metric == Metric::cons_at_k;
}

const PairedMetric& find_metric(const SuiteComparison& suite, const Bound& bound,
                                const Policy& policy) {
  const auto found =
      std::find_if(suite.metrics.begin(), suite.metrics.end(),
                   [&](const PairedMetric& metric) { return metric.metric == bound.field.metric; });
  if (found == suite.metrics.end()) {
    refuse(
        policy, bound.line,
        fmt::format("{}: the runs of {} have no such metric: it needs several samples a problem, "
                    "answers that can be voted on, or one currency",
                    bound.field.name, suite.suite));
  }
  return *found;
}

/// The change so that more is worse, and what of it is allowed.
statistics::GateCase gate_case(const SuiteComparison& suite, const PairedMetric& metric,
                               const Bound& bound, const Policy& policy) {
  statistics::GateCase one;
  one.share = is_share(metric.metric);
  one.samples = metric.samples;
  one.identical = suite.identical && metric.mean_a == metric.mean_b;
  one.max_drop = bound.field.relative ? bound.limit * metric.mean_a : bound.limit;
  one.change = bound.field.relative ? metric.change_beyond(bound.limit) : metric.change();
  if (falls(metric.metric)) {
    one.change.difference = 0 - one.change.difference;  // never -0
  }
  if (!(one.max_drop > 0)) {
    refuse(
        policy, bound.line,
        fmt::format("{}: the baseline's {} of {} are 0, of which no growth is a share; leave the "
                    "bound out",
                    bound.field.name, metric.name(), suite.suite));
  }
  return one;
}

GateCheck suite_check(const SuiteComparison& suite, const Bound& bound, const Policy& policy) {
  const PairedMetric& metric = find_metric(suite, bound, policy);
  GateCheck check;
  check.subject = suite.suite;
  check.metric = metric.name();
  check.scale = metric.scale();
  check.more_is_worse = !falls(metric.metric);
  check.baseline = metric.mean_a;
  check.candidate = metric.mean_b;
  check.bound = bound;
  check.field = bound.field.name;
  check.suite_size = suite.suite_size;
  check.one = gate_case(suite, metric, bound, policy);
  return check;
}

GateCheck kernel_check(const std::string& name, const std::vector<double>& before,
                       const std::vector<double>& after, const KernelBound& bound) {
  GateCheck check;
  check.subject = kernels_subject;
  check.metric = name;
  check.scale = Scale::log_time;
  check.one.change = slowdown(before, after);
  check.one.max_drop = std::log1p(bound.max_slowdown);
  check.one.share = false;
  check.one.identical = before == after;
  for (const double time : before) {
    check.baseline += std::log(time) / static_cast<double>(before.size());
  }
  check.candidate = check.baseline + check.one.change.difference;
  check.bound.limit = bound.max_slowdown;
  check.bound.line = bound.line;
  check.field = "max_slowdown";
  return check;
}

void require_suites(const Comparison& comparison, const Policy& policy) {
  std::vector<std::string> names;
  names.reserve(comparison.suites.size());
  for (const SuiteComparison& suite : comparison.suites) {
    names.push_back(suite.suite);
  }
  for (const auto& [name, suite] : policy.suites) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      refuse(policy, suite.line,
             fmt::format("suite {}: the runs do not have it; they have {}", name,
                         fmt::join(names, ", ")));
    }
  }
}

void add_kernels(const Policy& policy, const std::optional<KernelFiles>& kernels,
                 std::vector<GateCheck>& checks) {
  if (policy.kernels && !kernels) {
    refuse(policy, policy.kernels->line,
           "kernels are bounded: give their times, --kernels NEW.json --baseline-kernels OLD.json");
  }
  if (!policy.kernels && kernels) {
    throw UsageError(
        fmt::format("{}: bounds no kernels; add  kernels: {{max_slowdown: 0.05}}", policy.path));
  }
  if (!kernels) {
    return;
  }
  for (const auto& [name, before] : kernels->baseline) {
    const auto after = kernels->candidate.find(name);
    if (after == kernels->candidate.end()) {
      refuse(policy, policy.kernels->line,
             fmt::format("kernel {} is in the baseline only; measure the same kernels", name));
    }
    checks.push_back(kernel_check(name, before, after->second, *policy.kernels));
  }
}

GateCheck drift_check(const char* metric, const char* field,
                      const statistics::PairedDifference& drift, double limit, bool exact) {
  GateCheck check;
  check.subject = replay_subject;
  check.metric = metric;
  check.scale = Scale::nats;
  check.candidate = drift.difference;
  check.one.change = drift;
  check.one.max_drop = limit;
  check.one.share = false;
  check.one.identical = exact;
  check.bound.limit = limit;
  check.field = field;
  return check;
}

void add_drift(const Policy& policy, const std::optional<DriftReport>& replay,
               std::vector<GateCheck>& checks) {
  if (policy.replay && !replay) {
    refuse(policy, policy.replay->line,
           "replay is bounded: give what 'assay replay BASELINE.run -m MODEL --json' printed, "
           "--replay drift.json");
  }
  if (!policy.replay && replay) {
    throw UsageError(
        fmt::format("{}: bounds no replay; add  replay: {{max_change: 0.01}}", policy.path));
  }
  if (!replay) {
    return;
  }
  const std::size_t first = checks.size();
  if (policy.replay->max_change > 0) {
    checks.push_back(drift_check("log-probability", "max_change", replay->change(),
                                 policy.replay->max_change, replay->exact()));
  }
  if (policy.replay->max_divergence > 0) {
    checks.push_back(drift_check("KL", "max_divergence", replay->divergence(),
                                 policy.replay->max_divergence, replay->exact()));
  }
  for (std::size_t i = first; i < checks.size(); ++i) {
    checks[i].bound.line = policy.replay->line;
  }
}

}  // namespace

GateReport evaluate(const Comparison& comparison, const Policy& policy, const GateExtras& extras) {
  GateReport report;
  report.policy = policy;
  report.comparison = comparison;
  require_suites(comparison, policy);
  for (const SuiteComparison& suite : comparison.suites) {
    for (const Bound& bound : policy.bounds_of(suite.suite)) {
      report.checks.push_back(suite_check(suite, bound, policy));
    }
  }
  add_kernels(policy, extras.kernels, report.checks);
  add_drift(policy, extras.replay, report.checks);
  if (report.checks.empty()) {
    throw UsageError(
        fmt::format("{}: bounds nothing that these runs have; add  all: {{max_drop: "
                    "0.02}}",
                    policy.path));
  }
  std::vector<statistics::GateCase> cases;
  cases.reserve(report.checks.size());
  for (const GateCheck& check : report.checks) {
    cases.push_back(check.one);
  }
  const std::vector<statistics::GateDecision> decisions = statistics::decide(cases, policy.options);
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    report.checks[i].options = policy.options;
    report.checks[i].decision = decisions[i];
  }
  report.verdict = statistics::overall(decisions);
  return report;
}

}  // namespace assay
