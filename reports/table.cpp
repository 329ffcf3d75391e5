#include "reports/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "reports/format.hpp"
#include "reports/text_table.hpp"

namespace assay {

namespace {

constexpr std::size_t most_references = 6;
// Six columns of k fill a terminal of 80.
constexpr std::size_t most_columns = 6;
constexpr std::size_t column_width = 10;

std::string number(std::size_t value) { return with_thousands(static_cast<long long>(value)); }

std::string rounded(double value) { return with_thousands(std::llround(value)); }

std::string padded(std::string text, std::size_t width) {
  const std::size_t used = columns_of(text);
  return text.append(width > used ? width - used : 0, ' ');
}

std::string heading(const SuiteSummary& suite) {
  const std::string selected = suite.whole_suite() || suite.entry.suite_size == 0
                                   ? counted(suite.problems, "problem")
                                   : fmt::format("{} of {} problems", number(suite.problems),
                                                 number(suite.entry.suite_size));
  const std::string scored = suite.complete()
                                 ? fmt::format("all {} scored", number(suite.scored))
                                 : fmt::format("INCOMPLETE: {} of {} scored", number(suite.scored),
                                               number(suite.expected));
  return fmt::format("  {:<14} {} x {}, {}\n", suite.entry.name, selected, suite.entry.k_text(),
                     scored);
}

std::string accuracy(const SuiteSummary& suite) {
  const Estimate& pass = suite.pass_at_1;
  if (pass.problems == 0) {
    return fmt::format("    pass@1       no sample {}is scored yet\n",
                       suite.scored > 0 ? "beyond the pilot " : "");
  }
  std::string line = "    pass@1       " + percent(pass.value, pass.standard_error);
  if (suite.entry.k > 1 && !suite.entry.adaptive) {
    line += fmt::format(" (mean@{})", suite.entry.k);
  }
  if (pass.interval) {
    line += fmt::format(", 95 %: {} to {}{}", percent(pass.interval->low),
                        percent(pass.interval->high), pass.interval_falls_short ? "*" : "");
  }
  if (pass.within_error) {
    line += fmt::format(", resampled ± {}", percent(*pass.within_error));
  }
  return line + "\n";
}

/// "66.7 ± 3.3", or with how many problems have so many samples where not all do.
std::string cell(const Estimate& estimate, const SuiteSummary& suite) {
  if (estimate.problems == 0) {
    return "-";
  }
  std::string text = percent(estimate.value);
  text += estimate.standard_error ? " ±" + percent(*estimate.standard_error) : "";
  return estimate.problems < suite.pass_at_1.problems
             ? text + fmt::format(" ({})", number(estimate.problems))
             : text;
}

std::string at_k_row(const std::string& name, const std::vector<EstimateAtK>& estimates,
                     const SuiteSummary& suite) {
  std::string line = "    " + padded(name, 9);
  const std::size_t first = estimates.size() - std::min(estimates.size(), most_columns);
  for (std::size_t i = first; i < estimates.size(); ++i) {
    const std::string text = cell(estimates[i].estimate, suite);
    line += " " + std::string(column_width - std::min(column_width, columns_of(text)), ' ') + text;
  }
  return line + "\n";
}

/// pass@k, pass^k and cons@k by k; nothing for k = 1.
std::string at_k(const SuiteSummary& suite) {
  const std::vector<EstimateAtK>& all = suite.pass_at_k;
  if (all.empty() || suite.pass_at_1.problems == 0) {
    return "";
  }
  std::string text = "    " + padded("k", 9);
  for (std::size_t i = all.size() - std::min(all.size(), most_columns); i < all.size(); ++i) {
    text += fmt::format(" {:>{}}", all[i].k, column_width);
  }
  text += "\n" + at_k_row("pass@k, %", all, suite) + at_k_row("pass^k, %", suite.pass_hat_k, suite);
  return suite.cons_by_k.empty() ? text : text + at_k_row("cons@k, %", suite.cons_by_k, suite);
}

std::string thinking(const SuiteSummary& suite) {
  if (suite.thinking.count == 0) {
    return "";
  }
  const statistics::TokenStatistics& tokens = suite.thinking;
  std::string text = "    thinking     " + rounded(suite.thinking_mean.value);
  if (suite.thinking_mean.standard_error) {
    text += " ± " + rounded(*suite.thinking_mean.standard_error);
  }
  text += fmt::format(" tokens, median {}, p90 {}, p99 {}", rounded(tokens.median),
                      rounded(tokens.p90), rounded(tokens.p99));
  std::string verdicts;
  for (const auto& [kind, group] : suite.by_verdict) {
    verdicts += fmt::format("{}{} {}", verdicts.empty() ? "" : ", ", to_string(kind),
                            rounded(group.thinking.mean));
  }
  return suite.by_verdict.size() < 2 ? text + "\n" : text + "\n      by verdict " + verdicts + "\n";
}

/// Accuracy with the thinking closed at each budget of a run that forked.
std::string forced(const SuiteSummary& suite) {
  std::string text;
  for (const ForcedBudget& point : suite.forced_budgets) {
    text += fmt::format("    {:<12} {:>7} tokens {:>15}, {} of {} forced",
                        text.empty() ? "closed at" : "", number(point.budget),
                        percent(point.accuracy.value, point.accuracy.standard_error),
                        number(point.forks), number(point.samples));
    text += point.missing > 0 ? fmt::format(", {} missing\n", number(point.missing)) : "\n";
  }
  return text;
}

std::string failures(const SuiteSummary& suite) {
  std::string truncated = number(suite.count(VerdictKind::truncated));
  if (suite.count(VerdictKind::truncated) > 0) {
    truncated += fmt::format(" ({} %)", percent(suite.truncation.value));
  }
  std::string line =
      fmt::format("    failed       truncated {}, unparsed {}, infrastructure {}", truncated,
                  number(suite.count(VerdictKind::unparsed)), number(suite.infrastructure));
  for (const VerdictKind kind :
       {VerdictKind::timeout, VerdictKind::memory, VerdictKind::output_limit,
        VerdictKind::runtime_error, VerdictKind::compile_error}) {
    if (suite.count(kind) > 0) {
      line += fmt::format(", {} {}", to_string(kind), number(suite.count(kind)));
    }
  }
  return line + "\n";
}

std::string behaviours(const SuiteSummary& suite) {
  if (suite.thinking.count == 0) {
    return "";
  }
  std::string text;
  for (std::size_t i = 0; i < statistics::n_behaviours; ++i) {
    text += i == 0 ? "    behaviours   " : i == 3 ? ",\n      per 1,000  " : ", ";
    const Estimate& rate = suite.behaviours[i].rate;
    text += fmt::format("{} {}", statistics::behaviour_names[i],
                        rate.problems == 0 ? "-" : fmt::format("{:.1f}", rate.value));
  }
  text += "\n";
  if (const ThoughtAnswers& answers = suite.thought_answers; answers.asked() > 0) {
    text += fmt::format(
        "    thought      of the answer given in {} of {}, of another in {}, of none in {}\n",
        number(answers.agree), number(answers.asked()), number(answers.disagree),
        number(answers.none));
  }
  return text;
}

/// With as many decimals as two figures need, at least four.
std::string money(double value) {
  const int decimals = value > 0 ? 1 - static_cast<int>(std::floor(std::log10(value))) : 4;
  return fmt::format("{:.{}f}", value, std::clamp(decimals, 4, 12));
}

std::string cost(const SuiteSummary& suite, const std::string& device) {
  const Cost& cost = suite.cost;
  if (cost.samples == 0) {
    return "";
  }
  const std::size_t tokens = cost.prompt_tokens + cost.completion_tokens;
  std::string text =
      fmt::format("    cost         {}{} tokens, {} a sample", cost.estimated ? "≈ " : "",
                  number(tokens), number(tokens / cost.samples));
  if (cost.solved > 0) {
    text += fmt::format(", {} a solved problem", number(tokens / cost.solved));
  }
  if (cost.device_seconds) {
    text += fmt::format("; {} {:.1f} s", device, *cost.device_seconds);
  }
  if (cost.money) {
    text += fmt::format("; {} {}", money(*cost.money), cost.currency);
    if (cost.solved > 0) {
      text += fmt::format(", {} a solved problem",
                          money(*cost.money / static_cast<double>(cost.solved)));
    }
  }
  return text + "\n";
}

std::string breakdown(const std::string& title, const std::vector<Breakdown>& rows) {
  if (rows.empty()) {
    return "";
  }
  std::size_t width = title.size();
  for (const Breakdown& row : rows) {
    width = std::max(width, columns_of(row.name));
  }
  std::string text =
      fmt::format("    {}  problems  pass@1          thinking\n", padded(title, width));
  for (const Breakdown& row : rows) {
    const std::string score = row.pass_at_1.problems == 0
                                  ? "-"
                                  : percent(row.pass_at_1.value, row.pass_at_1.standard_error);
    text += fmt::format("    {}  {:>8}  {} {:>8}\n", padded(row.name, width), number(row.problems),
                        padded(score, 15), row.thinking_mean ? rounded(*row.thinking_mean) : "-");
  }
  return text;
}

/// The results that the run can be compared with, nearest first; a terminal has room for few.
std::vector<const ReferenceComparison*> nearest_references(const SuiteSummary& suite) {
  std::vector<const ReferenceComparison*> nearest;
  for (const ReferenceComparison& comparison : suite.references) {
    if (comparison.position) {
      nearest.push_back(&comparison);
    }
  }
  std::stable_sort(nearest.begin(), nearest.end(),
                   [](const ReferenceComparison* a, const ReferenceComparison* b) {
                     return std::abs(a->difference) < std::abs(b->difference);
                   });
  nearest.resize(std::min(nearest.size(), most_references));
  return nearest;
}

std::string references(const SuiteSummary& suite) {
  const std::vector<const ReferenceComparison*> nearest = nearest_references(suite);
  if (nearest.empty()) {
    return "";
  }
  std::string text = "    nearest reference               metric   value    ours is\n";
  for (const ReferenceComparison* comparison : nearest) {
    const Reference& reference = comparison->reference;
    text += fmt::format("    {} {:<8} {:>5.1f} %  {:<7} ({})\n", padded(reference.model, 31),
                        reference.metric, reference.value, to_string(*comparison->position),
                        to_string(reference.kind));
  }
  if (suite.references.size() > nearest.size()) {
    text += fmt::format("    (and {} more: assay report -o page.html)\n",
                        suite.references.size() - nearest.size());
  }
  if (!suite.whole_suite()) {
    text += fmt::format("    (theirs are of the whole suite, ours of {} of {} problems)\n",
                        number(suite.problems), number(suite.entry.suite_size));
  }
  return text;
}

std::string block(const SuiteSummary& suite, const std::string& device) {
  std::string text = heading(suite) + accuracy(suite) + at_k(suite) + thinking(suite) +
                     forced(suite) + behaviours(suite) + failures(suite) + cost(suite, device);
  for (const std::string& departure : suite.entry.departures) {
    text += fmt::format("    departs      {}\n", departure);
  }
  return text + breakdown("subject", suite.subjects) + breakdown("level", suite.levels) +
         references(suite) + "\n";
}

/// What the signs of the blocks mean; nothing where there are none.
std::string legend(const Summary& summary) {
  bool error = false;
  bool clustered = false;
  bool short_of = false;
  bool resampled = false;
  for (const SuiteSummary& suite : summary.suites) {
    const Estimate& pass = suite.pass_at_1;
    error = error || pass.standard_error.has_value();
    clustered = clustered || pass.clustered();
    resampled = resampled || pass.within_error.has_value();
    short_of = short_of || pass.interval_falls_short;
  }
  if (!error) {
    return "";
  }
  std::string text = fmt::format("± is one standard error over problems{}",
                                 clustered ? " (by cluster where the suite names them)" : "");
  text += resampled ? "; resampled: the same problems with other samples.\n" : ".\n";
  if (short_of) {
    text +=
        "* too little was right, or wrong, for 95 %: the interval may hold the truth less "
        "often.\n";
  }
  return text;
}

}  // namespace

std::string table(const Summary& summary) {
  std::string text;
  for (const SuiteSummary& suite : summary.suites) {
    text += block(suite, summary.manifest.model.numerics.backend);
  }
  text += legend(summary);
  for (const Warning& warning : warnings(summary)) {
    text += "Warning: " + warning.text + "\n";
  }
  return text;
}

}  // namespace assay
