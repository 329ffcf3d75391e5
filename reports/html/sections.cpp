#include "reports/html/sections.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "reports/format.hpp"
#include "reports/html/charts.hpp"
#include "reports/html/escape.hpp"
#include "reports/html/table_markup.hpp"

namespace assay::html {

namespace {

std::string number(std::size_t value) { return with_thousands(static_cast<long long>(value)); }

std::string rounded(double value) { return with_thousands(std::llround(value)); }

/// "assay-tiny solves 41.0 ± 4.2 % of 100 problems at the first try, 63.0 % within 8 tries."
std::string sentence(const Summary& summary, const SuiteSummary& suite) {
  std::string text =
      fmt::format("{} solves {} of {} at the first try", escape(summary.manifest.model.name),
                  score(suite.pass_at_1), counted(suite.problems, "problem"));
  if (!suite.pass_at_k.empty() && suite.pass_at_k.back().estimate.problems > 0) {
    const EstimateAtK& last = suite.pass_at_k.back();
    text += fmt::format(", {} % within {} tries", percent(last.estimate.value), last.k);
  }
  return text +
         fmt::format(", with {} tokens of thought on average.", rounded(suite.thinking_mean.value));
}

/// The card of one suite: what a reader takes along in five seconds.
std::string card(const Summary& summary, const SuiteSummary& suite) {
  std::string text =
      fmt::format("<section class=\"card\"><h2>{}</h2>",
                  escape(suite.entry.title.empty() ? suite.entry.name : suite.entry.title));
  if (suite.pass_at_1.problems == 0) {
    text += fmt::format("<p>No sample {}is scored yet.</p>",
                        suite.scored > 0 ? "beyond the pilot " : "");
  } else {
    const std::string error = suite.pass_at_1.standard_error
                                  ? fmt::format(" ± {}", percent(*suite.pass_at_1.standard_error))
                                  : "";
    text += fmt::format(R"(<p class="value">{}<span>{} % pass@1</span></p><p>{}</p>)",
                        percent(suite.pass_at_1.value), error, sentence(summary, suite));
    if (suite.pass_at_1.interval) {
      text +=
          fmt::format("<p>95 % interval {} to {} %.{}</p>", percent(suite.pass_at_1.interval->low),
                      percent(suite.pass_at_1.interval->high),
                      suite.pass_at_1.interval_falls_short
                          ? " <b class=\"odd\">It may hold the truth less often: too little "
                            "was right, or wrong.</b>"
                          : "");
    }
  }
  text += suite.complete()
              ? fmt::format(R"(<p class="muted">{} × {}, all {} samples scored</p>)",
                            selection(suite), suite.entry.k_text(), number(suite.scored))
              : fmt::format(R"(<p class="odd"><b>Incomplete: {} of {} samples scored.</b></p>)",
                            number(suite.scored), number(suite.expected));
  return text + "</section>\n";
}

void fact(std::string& list, const std::string& name, const std::string& value) {
  if (!value.empty()) {
    list += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, value);
  }
}

std::string code(std::string_view text) {
  return text.empty() ? "" : "<code>" + escape(text) + "</code>";
}

std::string sampling_text(const SuiteEntry& suite) {
  const SamplingParams& params = suite.sampling;
  std::string text = fmt::format("temperature {}, top_p {}", params.temperature, params.top_p);
  text += params.top_k > 0 ? fmt::format(", top_k {}", params.top_k) : "";
  text += params.min_p > 0 ? fmt::format(", min_p {}", params.min_p) : "";
  return text + fmt::format(", at most {} tokens, k = {}", with_thousands(params.max_tokens),
                            suite.k_text());
}

std::string suite_facts(const SuiteEntry& suite) {
  std::string text = sampling_text(suite);
  if (!suite.departures.empty()) {
    text += fmt::format("; <b class=\"odd\">departs from the published protocol: {}</b>",
                        escape(fmt::format("{}", fmt::join(suite.departures, ", "))));
  }
  return text + "<br>suite " + code(suite.hash.substr(0, 16)) + ", grader " + escape(suite.grader);
}

std::string breakdown_table(const SuiteSummary& suite, const std::string& title,
                            const std::vector<Breakdown>& rows) {
  if (rows.empty()) {
    return "";
  }
  Table table({title, "problems", "pass@1", "tokens of thought"},
              fmt::format("{} by {}", escape(suite.entry.name), title));
  for (const Breakdown& row : rows) {
    table.row({escape(row.name), number(row.problems), score(row.pass_at_1),
               row.thinking_mean ? rounded(*row.thinking_mean) : "–"});
  }
  return table.markup();
}

}  // namespace

std::string score(const Estimate& estimate) {
  return estimate.problems == 0 ? "–" : percent(estimate.value, estimate.standard_error);
}

std::string selection(const SuiteSummary& suite) {
  return suite.whole_suite() || suite.entry.suite_size == 0
             ? counted(suite.problems, "problem")
             : fmt::format("{} of {} problems", number(suite.problems),
                           number(suite.entry.suite_size));
}

std::string heading(const Summary& summary) {
  const ModelInfo& model = summary.manifest.model;
  std::vector<std::string> names;
  std::string cards;
  for (const SuiteSummary& suite : summary.suites) {
    names.push_back(escape(suite.entry.name));
    cards += card(summary, suite);
  }
  std::string text = fmt::format(
      "<header><h1>{} on {}</h1>\n<p class=\"muted\">weights {} {} · {} · seed {} · "
      "{}</p></header>\n"
      "<div class=\"cards\">{}</div>\n",
      escape(model.name), fmt::join(names, ", "), escape(model.numerics.weights),
      code(model.hash.substr(0, 12)), escape(model.hardware), summary.manifest.seed,
      escape(summary.manifest.created), cards);
  for (const Warning& warning : warnings(summary)) {
    text += fmt::format("<p class=\"warning\"><b>{}</b> {}</p>\n",
                        warning.incomplete ? "Incomplete." : "Note.", escape(warning.text));
  }
  return text;
}

std::string what_was_run(const Summary& summary) {
  const Manifest& manifest = summary.manifest;
  const ModelInfo& model = manifest.model;
  std::string list;
  fact(list, "Model",
       fmt::format("{}, {} parameters<br>weights {}", escape(model.name),
                   with_thousands(model.parameters), code(model.hash.substr(0, 16))));
  for (const SuiteEntry& suite : manifest.suites) {
    fact(list, escape(suite.name), suite_facts(suite));
  }
  fact(list, "Seed, preset",
       fmt::format("{}, {}{}", manifest.seed, escape(manifest.preset),
                   manifest.think_budget
                       ? fmt::format(", thinking budget {}", *manifest.think_budget)
                       : ""));
  fact(list, "System prompt",
       manifest.system_prompt.empty() ? "none" : code(manifest.system_prompt));
  fact(list, "Hardware", escape(model.hardware));
  fact(list, "Numerics", code(model.numerics.text()));
  fact(list, "Sandbox", escape(manifest.sandbox_level));
  fact(list, "Host", escape(manifest.host));
  fact(list, "assay",
       fmt::format("{}, commit {}{}", escape(manifest.version), code(manifest.git_commit),
                   manifest.git_dirty ? " <b class=\"odd\">with uncommitted changes</b>" : ""));
  fact(list, "Begun, last sample",
       escape(manifest.created) + "<br>" + escape(summary.last_finished));
  fact(list, "Command", code(manifest.command));
  fact(list, "Run file", code(summary.path));
  return "<section><h2>What was run</h2>\n<dl class=\"facts\">" + list + "</dl></section>\n";
}

std::string charts(const Summary& summary) {
  std::string figures;
  for (const SuiteSummary& suite : summary.suites) {
    figures += pass_at_k_chart(suite) + thinking_chart(suite) + budget_chart(suite) +
               forced_budget_chart(suite);
  }
  return figures.empty()
             ? ""
             : "<section><h2>Curves</h2>\n<div class=\"figures\">" + figures + "</div></section>\n";
}

std::string breakdowns(const Summary& summary) {
  std::string tables;
  for (const SuiteSummary& suite : summary.suites) {
    tables += breakdown_table(suite, "subject", suite.subjects) +
              breakdown_table(suite, "level", suite.levels);
  }
  return tables.empty() ? ""
                        : "<section><h2>By subject and level</h2>\n<div class=\"pair\">" + tables +
                              "</div></section>\n";
}

}  // namespace assay::html
