// The gate: a comparison held against a policy.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/compare/comparison.hpp"
#include "reports/drift/drift_report.hpp"
#include "reports/gate/kernel_times.hpp"
#include "reports/gate/policy.hpp"

namespace assay {

inline constexpr std::string_view kernels_subject = "kernels";
inline constexpr std::string_view replay_subject = "replay";

/// One metric of one suite, one kernel, or the drift in a replay, against its bound.
struct GateCheck {
  std::string subject;  ///< suite, kernels_subject or replay_subject
  std::string metric;   ///< "pass@1", or the benchmark's name
  Scale scale = Scale::share;
  bool more_is_worse = true;
  double baseline = 0;
  double candidate = 0;
  Bound bound;                 ///< as the policy has it
  std::string field;           ///< "max_drop"
  std::size_t suite_size = 0;  ///< problems in the whole suite; 0 for kernels
  statistics::GateCase one;    ///< its change is oriented so that more is worse
  statistics::GateOptions options;
  statistics::GateDecision decision;

  [[nodiscard]] bool is_kernel() const noexcept { return subject == kernels_subject; }
  [[nodiscard]] bool is_replay() const noexcept { return subject == replay_subject; }
};

struct GateReport {
  statistics::Gate verdict = statistics::Gate::inconclusive;
  Policy policy;
  Comparison comparison;  ///< A is the baseline, B the candidate
  std::vector<GateCheck> checks;
};

struct KernelFiles {
  KernelTimes baseline;
  KernelTimes candidate;
};

/// What is measured beside the runs.
struct GateExtras {
  std::optional<KernelFiles> kernels;
  std::optional<DriftReport> replay;
};

/// Throws UsageError, with the policy's line, for a bound on what the runs do not have: another
/// suite, a metric that needs more samples, a kernel that only the baseline has; for a policy that
/// bounds nothing; and for extras that it does not bound.
[[nodiscard]] GateReport evaluate(const Comparison& comparison, const Policy& policy,
                                  const GateExtras& extras = {});

/// What is known of one check, as a sentence without a full stop: the change, its bound, and what
/// may be lost.
[[nodiscard]] std::string finding(const GateCheck& check);

/// What would decide an INCONCLUSIVE check: the effect that these samples would find, and how many
/// more would tell. Empty for the others.
[[nodiscard]] std::vector<std::string> remedies(const GateCheck& check);

/// "NO-GO: 2 of 6 checks", the first line of every form.
[[nodiscard]] std::string headline(const GateReport& report);

/// One screen.
[[nodiscard]] std::string to_text(const GateReport& report);

/// For a step summary or a comment.
[[nodiscard]] std::string to_markdown(const GateReport& report);

/// Workflow commands of GitHub Actions, a line a check that is not GO and one for the whole. With
/// `strict`, INCONCLUSIVE is an error.
/// Source: GitHub docs, "Workflow commands for GitHub Actions".
[[nodiscard]] std::string to_annotations(const GateReport& report, bool strict);

/// JUnit XML, valid by Jenkins' junit-10.xsd: a test suite a subject, a test case a check. NO-GO is
/// a failure, INCONCLUSIVE is skipped or, with `strict`, a failure.
[[nodiscard]] std::string to_junit(const GateReport& report, bool strict);

/// Everything, with `schema_version`; infinite numbers are null.
[[nodiscard]] nlohmann::json to_json(const GateReport& report);

}  // namespace assay
