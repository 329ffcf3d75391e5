// What a change may cost before the gate stops it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reports/compare/paired_metric.hpp"
#include "reports/statistics/gate_decision.hpp"

namespace assay {

/// The field of a policy that bounds a metric, e.g. "max_drop" for pass@1.
struct BoundField {
  Metric metric = Metric::pass_at_1;
  const char* name = "";
  bool relative =
      false;  ///< a share of the baseline's value; else of the metric itself, which is a share
};

/// All of them, in the order of reports.
[[nodiscard]] const std::vector<BoundField>& bound_fields();

struct Bound {
  BoundField field;
  double limit = 0;  ///< above 0
  int line = 0;      ///< of the policy file
};

struct KernelBound {
  double max_slowdown = 0;         ///< 0.05: a twentieth more time
  std::string time = "real_time";  ///< or "cpu_time"
  int line = 0;
};

/// Of a model against the one that drew the baseline's traces, in nats a token; 0: not bounded.
struct DriftBound {
  double max_change = 0;      ///< of the size of a log-probability's change
  double max_divergence = 0;  ///< of KL
  int line = 0;
};

struct SuitePolicy {
  std::vector<Bound> bounds;
  int line = 0;
};

struct Policy {
  std::string path;
  statistics::GateOptions options;
  std::vector<Bound> all;                     ///< of every suite
  std::map<std::string, SuitePolicy> suites;  ///< by name; stronger than `all`, a metric at a time
  std::optional<KernelBound> kernels;
  std::optional<DriftBound> replay;

  /// In the order of bound_fields().
  [[nodiscard]] std::vector<Bound> bounds_of(const std::string& suite) const;
};

}  // namespace assay
