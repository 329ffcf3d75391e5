// The gate's report as JSON.
#include <cmath>

#include "reports/gate/gate_report.hpp"

namespace assay {

namespace {

using nlohmann::json;

json finite(double value) { return std::isfinite(value) ? json(value) : json(); }

json needed_json(const std::optional<statistics::SamplesNeeded>& needed) {
  if (!needed) {
    return nullptr;
  }
  json document = {{"problems", needed->problems},
                   {"samples_per_problem", nullptr},
                   {"split_known", needed->split_known}};
  if (needed->samples_per_problem) {
    document["samples_per_problem"] = *needed->samples_per_problem;
  }
  return document;
}

const char* scale_name(Scale scale) {
  switch (scale) {
    case Scale::share:
      return "share";
    case Scale::count:
      return "tokens";
    case Scale::money:
      return "money";
    case Scale::nats:
      return "nats";
    case Scale::log_time:
      break;
  }
  return "log nanoseconds";
}

json check_json(const GateCheck& check) {
  const statistics::GateDecision& decision = check.decision;
  const auto& error = check.one.change.standard_error;
  return {{"subject", check.subject},
          {"metric", check.metric},
          {"scale", scale_name(check.scale)},
          {"baseline", check.baseline},
          {"candidate", check.candidate},
          {"field", check.field},
          {"line", check.bound.line},
          {"limit", check.bound.limit},
          {"allowed", check.one.max_drop},
          {"loss", check.one.change.difference},
          {"standard_error", error && !check.one.identical ? json(*error) : json()},
          {"degrees_of_freedom", check.one.change.degrees_of_freedom},
          {"problems", check.one.change.problems},
          {"identical", check.one.identical},
          {"lower", finite(decision.lower)},
          {"upper", finite(decision.upper)},
          {"p_no_go", decision.p_no_go},
          {"p_no_go_holm", decision.p_no_go_holm},
          {"p_go", decision.p_go},
          {"verdict_alone", to_string(decision.raw)},
          {"verdict", to_string(decision.corrected)},
          {"detectable", finite(decision.detectable)},
          {"detectable_corrected", finite(decision.detectable_corrected)},
          {"needed", needed_json(decision.needed)},
          {"finding", finding(check)},
          {"remedies", remedies(check)}};
}

}  // namespace

nlohmann::json to_json(const GateReport& report) {
  json checks = json::array();
  for (const GateCheck& check : report.checks) {
    checks.push_back(check_json(check));
  }
  return {{"schema_version", 1},
          {"verdict", to_string(report.verdict)},
          {"policy", report.policy.path},
          {"confidence", 1 - report.policy.options.alpha},
          {"power", report.policy.options.power},
          {"checks", std::move(checks)},
          {"comparison", to_json(report.comparison)}};
}

}  // namespace assay
