// What a check found, in sentences: shared by every form of the report.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/format.hpp"
#include "reports/gate/gate_report.hpp"

namespace assay {

namespace {

using statistics::Gate;

std::string number(std::size_t value) { return with_thousands(static_cast<long long>(value)); }

/// "2.5 points", "84 tokens", "3.1 %": the size of a change with its unit.
std::string sized(const GateCheck& check, double change) {
  std::string size = size_text(check.scale, change);
  switch (check.scale) {
    case Scale::share:
      return size + " points";
    case Scale::count:
      return size + " tokens";
    case Scale::nats:
      return size + " nats a token";
    default:
      return size;
  }
}

std::string allowed(const GateCheck& check) {
  if (check.is_kernel()) {
    return percent(check.bound.limit) + " %";
  }
  const std::string size = sized(check, check.one.max_drop);
  return check.bound.field.relative ? fmt::format("{} % ({})", percent(check.bound.limit), size)
                                    : size;
}

std::string moved(const GateCheck& check) {
  const double change = check.one.change.difference;
  if (change == 0) {
    return "did not change";
  }
  const bool up = check.more_is_worse == (change > 0);
  return (up ? "rose by " : "fell by ") + sized(check, change);
}

std::string worse(const GateCheck& check) { return check.more_is_worse ? "rise" : "fall"; }

/// Above 1 - allowed no fall of a share can be promised to be found.
bool can_be_found(const GateCheck& check) {
  const double effect = check.decision.detectable;
  return std::isfinite(effect) && !(check.one.share && effect > 1 - check.one.max_drop);
}

std::string detectable(const GateCheck& check) {
  if (!can_be_found(check)) {
    return fmt::format("so few samples would find no {}, however large", worse(check));
  }
  const double found = check.one.max_drop + check.decision.detectable;
  return fmt::format(
      "these samples would find a {} of {}, which is {} beyond what is allowed, {:.3g} times in "
      "100",
      worse(check), sized(check, found), sized(check, check.decision.detectable),
      100 * check.options.power);
}

std::string more(std::size_t total, std::size_t now) {
  return number(total - std::min(total, now));
}

std::string problems_needed(const GateCheck& check, const statistics::SamplesNeeded& needed) {
  const std::size_t now = check.one.change.problems;
  std::string text = fmt::format("{} more problems ({} in all)", more(needed.problems, now),
                                 number(needed.problems));
  if (check.suite_size > 0 && needed.problems > check.suite_size) {
    text += fmt::format(", beyond the suite's {}", number(check.suite_size));
  }
  return text;
}

std::string samples_needed(const GateCheck& check, const statistics::SamplesNeeded& needed) {
  if (!needed.split_known) {
    return check.one.samples == 1
               ? "; one sample a problem does not tell whether more of each would do"
               : "; whether more samples of each problem would do is not known for this metric";
  }
  if (!needed.samples_per_problem) {
    return "; more samples of the same problems would never do";
  }
  return fmt::format(", or {} more samples of each problem ({} in all)",
                     more(*needed.samples_per_problem, check.one.samples),
                     number(*needed.samples_per_problem));
}

std::string to_decide(const GateCheck& check) {
  if (!check.decision.needed) {
    return "";
  }
  const statistics::SamplesNeeded& needed = *check.decision.needed;
  if (check.is_kernel()) {
    return fmt::format("to decide at the change that was seen: about {} repetitions",
                       number(std::max<std::size_t>(needed.problems, 2)));
  }
  return "to decide at the change that was seen: " + problems_needed(check, needed) +
         samples_needed(check, needed);
}

}  // namespace

std::string finding(const GateCheck& check) {
  const std::string subject = check.subject + " " + check.metric;
  if (check.one.identical) {
    return subject +
           (check.is_replay() ? ": not one log-probability differs" : ": every sample is the same");
  }
  const statistics::GateDecision& decision = check.decision;
  std::string text = fmt::format("{} {}, from {} to {}", subject, moved(check),
                                 value_text(check.scale, check.baseline),
                                 value_text(check.scale, check.candidate));
  if (std::isfinite(decision.lower) && std::isfinite(decision.upper)) {
    text += fmt::format("; the {} is at least {} and at most {}, each {:.3g} % sure", worse(check),
                        change_text(check.scale, decision.lower),
                        change_text(check.scale, decision.upper), 100 * (1 - check.options.alpha));
  }
  text += fmt::format("; {} allowed", allowed(check));
  if (decision.raw != decision.corrected) {
    text += fmt::format("; NO-GO alone (p {:.3g}), but not as one of all checks (p {:.3g})",
                        decision.p_no_go, decision.p_no_go_holm);
  }
  return text;
}

std::vector<std::string> remedies(const GateCheck& check) {
  if (check.decision.corrected != Gate::inconclusive) {
    return {};
  }
  if (!check.one.change.standard_error) {
    return {check.is_kernel() ? "one repetition tells no error: run assay-bench with "
                                "--benchmark_repetitions=10"
                              : "one problem tells no error: run more"};
  }
  if (*check.one.change.standard_error == 0) {
    return {"nothing varied, which is no knowledge of how much it may: run more problems"};
  }
  std::vector<std::string> lines = {detectable(check)};
  if (const std::string line = to_decide(check); !line.empty()) {
    lines.push_back(line);
  }
  return lines;
}

std::string headline(const GateReport& report) {
  const auto count = static_cast<std::size_t>(std::count_if(
      report.checks.begin(), report.checks.end(),
      [&](const GateCheck& check) { return check.decision.corrected == report.verdict; }));
  return fmt::format("{}: {} of {}", to_string(report.verdict), count,
                     counted(report.checks.size(), "check"));
}

}  // namespace assay
