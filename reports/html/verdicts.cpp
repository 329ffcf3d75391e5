// The section of verdicts: tokens of thought, behaviours, and whether answers are those thought of.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/format.hpp"
#include "reports/html/escape.hpp"
#include "reports/html/sections.hpp"
#include "reports/html/table_markup.hpp"

namespace assay::html {

namespace {

using statistics::Behaviour;

std::string number(std::size_t value) { return with_thousands(static_cast<long long>(value)); }

std::string rounded(double value) { return with_thousands(std::llround(value)); }

std::string named(std::string_view verdict) {
  std::string name(verdict);
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string verdict_table(const SuiteSummary& suite) {
  const bool asked = suite.thought_answers.asked() > 0;
  std::vector<std::string> headings = {"verdict", "samples", "share", "thinking: mean",
                                       "median",  "p90",     "p99"};
  if (asked) {
    headings.insert(headings.end(), {"answer thought of", "another", "none stated"});
  }
  Table table(headings, escape(suite.entry.name));
  for (const auto& [kind, group] : suite.by_verdict) {
    const double share =
        static_cast<double>(group.samples) / static_cast<double>(suite.thinking.count);
    std::vector<std::string> cells = {named(to_string(kind)),         number(group.samples),
                                      percent(share) + " %",          rounded(group.thinking.mean),
                                      rounded(group.thinking.median), rounded(group.thinking.p90),
                                      rounded(group.thinking.p99)};
    if (asked) {
      const ThoughtAnswers& answers = group.thought_answers;
      cells.insert(cells.end(),
                   {number(answers.agree), number(answers.disagree), number(answers.none)});
    }
    table.row(cells);
  }
  return table.empty() ? "" : table.markup();
}

std::string with_error(const Estimate& estimate) {
  return estimate.problems == 0 ? "–"
         : estimate.standard_error
             ? fmt::format("{:.2f} ± {:.2f}", estimate.value, *estimate.standard_error)
             : fmt::format("{:.2f}", estimate.value);
}

std::string correlation(const BehaviourSummary& behaviour) {
  return behaviour.with_length
             ? fmt::format("{:.2f} ({:.2f} to {:.2f})", behaviour.with_length->value,
                           behaviour.with_length->interval.low,
                           behaviour.with_length->interval.high)
             : "–";
}

std::string behaviour_table(const SuiteSummary& suite) {
  std::vector<std::string> headings = {"behaviour",        "traces with it",
                                       "occurrences",      "per 1,000 tokens",
                                       "right less wrong", "correlation with length"};
  for (const auto& [kind, group] : suite.by_verdict) {
    headings.push_back(named(to_string(kind)));
  }
  Table table(headings, "Behaviours per 1,000 tokens of thought: " + escape(suite.entry.name));
  for (std::size_t i = 0; i < statistics::n_behaviours; ++i) {
    const BehaviourSummary& behaviour = suite.behaviours[i];
    const double share =
        static_cast<double>(behaviour.count.traces) / static_cast<double>(suite.thinking.count);
    std::vector<std::string> cells = {
        std::string(statistics::behaviour_names[i]), percent(share) + " %",
        number(behaviour.count.occurrences),         with_error(behaviour.rate),
        with_error(behaviour.right_less_wrong),      correlation(behaviour)};
    for (const auto& [kind, group] : suite.by_verdict) {
      const std::optional<double> rate = group.rate(static_cast<Behaviour>(i));
      cells.push_back(rate ? fmt::format("{:.2f}", *rate) : "–");
    }
    table.row(cells);
  }
  return table.markup();
}

}  // namespace

std::string verdicts(const Summary& summary) {
  std::string text = "<section><h2>Verdicts and behaviours</h2>\n";
  for (const SuiteSummary& suite : summary.suites) {
    text += verdict_table(suite);
    text += suite.thinking.count > 0 ? behaviour_table(suite) : "";
  }
  return text +
         "<p class=\"muted\">Behaviours are told by a fixed lexicon, restating also by words of "
         "the "
         "question, looping by repeated runs of words; they are counts of phrases, not a judgement "
         "of the thought. Right less wrong: the rates of right and of wrong samples of the same "
         "problem, over the problems that have both. Correlation: Spearman's, of rate and tokens "
         "of "
         "thought over problems, with its 95 % interval. Answer thought of: the last answer that "
         "the "
         "thinking states equals the one given. Traces below mark the phrases.</p></section>\n";
}

}  // namespace assay::html
