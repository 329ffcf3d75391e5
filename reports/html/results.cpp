// The section of results: every metric with its error, and the published values beside it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/format.hpp"
#include "reports/html/escape.hpp"
#include "reports/html/sections.hpp"
#include "reports/html/table_markup.hpp"

namespace assay::html {

namespace {

std::string number(std::size_t value) { return with_thousands(static_cast<long long>(value)); }

std::string rounded(double value) { return with_thousands(std::llround(value)); }

std::string interval(const Estimate& estimate) {
  return estimate.interval ? fmt::format("{} to {} %{}", percent(estimate.interval->low),
                                         percent(estimate.interval->high),
                                         estimate.interval_falls_short ? " *" : "")
                           : "–";
}

std::string link(const Reference& reference) {
  // Only https: a file of references must not be able to bring a javascript: address.
  return reference.source_url.starts_with("https://")
             ? fmt::format(R"(<a href="{}" rel="noopener noreferrer">{}</a>)",
                           escape(reference.source_url), escape(reference.source_title))
             : escape(reference.source_title);
}

/// Notes on protocol, each once: a table of thirty results has some four of them.
class Footnotes {
 public:
  /// The sign that stands for `note`; empty for no note.
  std::string sign(const std::string& note) {
    if (note.empty()) {
      return "";
    }
    const auto found = std::find(notes_.begin(), notes_.end(), note);
    const auto index = static_cast<std::size_t>(found - notes_.begin());
    if (found == notes_.end()) {
      notes_.push_back(note);
    }
    return fmt::format(" <sup>{}</sup>", index + 1);
  }

  [[nodiscard]] std::string markup() const {
    std::string items;
    for (const std::string& note : notes_) {
      items += "<li>" + escape(note) + "</li>";
    }
    return items.empty() ? "" : "<ol class=\"muted notes\">" + items + "</ol>";
  }

 private:
  std::vector<std::string> notes_;
};

void own_rows(Table& table, const SuiteSummary& suite) {
  const auto add = [&](const std::string& metric, const Estimate& estimate) {
    if (estimate.problems > 0) {
      table.row({"This run", metric, score(estimate), "", "", ""}, "ours");
    }
  };
  add("pass@1", suite.pass_at_1);
  if (!suite.pass_at_k.empty()) {
    add(fmt::format("pass@{}", suite.pass_at_k.back().k), suite.pass_at_k.back().estimate);
  }
  if (suite.cons_at_k) {
    add(fmt::format("cons@{}", suite.cons_at_k->k), suite.cons_at_k->estimate);
  }
}

std::string reference_table(const SuiteSummary& suite) {
  if (suite.references.empty()) {
    return "";
  }
  Table table({"model", "metric", "value", "this run is", "kind", "source"}, "", {1, 3, 4, 5});
  own_rows(table, suite);
  Footnotes notes;
  for (const ReferenceComparison& comparison : suite.references) {
    const Reference& reference = comparison.reference;
    table.row({escape(reference.model), escape(reference.metric),
               fmt::format("{:.1f} %", reference.value),
               comparison.position ? std::string(to_string(*comparison.position)) : "–",
               std::string(to_string(reference.kind)),
               fmt::format("{}, {}{}", link(reference), escape(reference.date),
                           notes.sign(reference.notes))});
  }
  std::string about =
      "Within, above, below: whether their value lies in this run's 95 % interval. A published "
      "value's own error is rarely known.";
  if (!suite.whole_suite()) {
    about += fmt::format(" Theirs are of the whole suite, ours of {}.", selection(suite));
  }
  return fmt::format(
      "<h3>{} beside reference results</h3><div class=\"tall\">{}</div>{}"
      "<p class=\"muted\">{}</p>",
      escape(suite.entry.name), table.markup(), notes.markup(), about);
}

std::string counts_table(const Summary& summary) {
  Table table({"suite", "expected", "scored", "truncated", "unparsed", "judge failed", "missing"});
  for (const SuiteSummary& suite : summary.suites) {
    const std::string truncated =
        suite.truncation.problems == 0
            ? "–"
            : fmt::format("{} ({})", number(suite.count(VerdictKind::truncated)),
                          score(suite.truncation));
    table.row({escape(suite.entry.name), number(suite.expected), number(suite.scored), truncated,
               number(suite.count(VerdictKind::unparsed)), number(suite.infrastructure),
               number(suite.missing)});
  }
  return table.markup();
}

std::string thinking_cell(const SuiteSummary& suite) {
  const Estimate& mean = suite.thinking_mean;
  if (mean.problems == 0) {
    return "–";
  }
  return rounded(mean.value) +
         (mean.standard_error ? " ± " + rounded(*mean.standard_error) : std::string());
}

std::string headline_table(const Summary& summary) {
  Table table({"suite", "pass@1", "95 % interval", "resampled", "clusters", "thinking<br>tokens",
               "median", "p90", "p99"});
  for (const SuiteSummary& suite : summary.suites) {
    const Estimate& pass = suite.pass_at_1;
    const auto quantile = [&](double tokens) {
      return suite.thinking.count == 0 ? "–" : rounded(tokens);
    };
    table.row({escape(suite.entry.name), score(pass), interval(pass),
               pass.within_error ? "± " + percent(*pass.within_error) : "–",
               pass.clustered() ? number(pass.units) : "–", thinking_cell(suite),
               quantile(suite.thinking.median), quantile(suite.thinking.p90),
               quantile(suite.thinking.p99)});
  }
  return table.markup();
}

/// pass@k, pass^k and cons@k of one suite by k; nothing for k = 1.
std::string at_k_table(const SuiteSummary& suite) {
  if (suite.pass_at_k.empty() || suite.scored == 0) {
    return "";
  }
  Table table({"k", "pass@k", "95 % interval", "pass^k", "95 % interval", "cons@k", "95 % interval",
               "problems"},
              escape(suite.entry.name) + " by k");
  for (std::size_t i = 0; i < suite.pass_at_k.size(); ++i) {
    const Estimate& pass = suite.pass_at_k[i].estimate;
    const Estimate& all = suite.pass_hat_k[i].estimate;
    const Estimate votes = suite.cons_by_k.empty() ? Estimate{} : suite.cons_by_k[i].estimate;
    table.row({std::to_string(suite.pass_at_k[i].k), score(pass), interval(pass), score(all),
               interval(all), score(votes), interval(votes), number(pass.problems)});
  }
  return table.markup();
}

/// "12.3 (0.12 a sample, 0.5 a solved problem)"; a dash where it is not known.
std::string shares(const std::optional<double>& total, const Cost& cost, int digits) {
  if (!total || cost.samples == 0) {
    return "–";
  }
  std::string text = fmt::format("{:.{}f}<br><small>{:.{}f} a sample", *total, digits,
                                 *total / static_cast<double>(cost.samples), digits + 2);
  if (cost.solved > 0) {
    text += fmt::format(", {:.{}f} a solved problem", *total / static_cast<double>(cost.solved),
                        digits + 2);
  }
  return text + "</small>";
}

std::string cost_table(const Summary& summary) {
  const std::string device = escape(summary.manifest.model.numerics.backend);
  Table table({"suite", "prompt tokens", "completion tokens", "tokens", device + " seconds",
               "GPU seconds", "joules", "money"},
              "Cost");
  for (const SuiteSummary& suite : summary.suites) {
    const Cost& cost = suite.cost;
    table.row({escape(suite.entry.name), number(cost.prompt_tokens) + (cost.estimated ? " ≈" : ""),
               number(cost.completion_tokens),
               shares(static_cast<double>(cost.prompt_tokens + cost.completion_tokens), cost, 0),
               shares(cost.device_seconds, cost, 1), shares(cost.gpu_seconds, cost, 1),
               "not measured",
               cost.money ? shares(cost.money, cost, 4) + " " + escape(cost.currency) : "–"});
  }
  return table.markup();
}

}  // namespace

std::string results(const Summary& summary) {
  std::string by_k;
  std::string references;
  for (const SuiteSummary& suite : summary.suites) {
    by_k += at_k_table(suite);
    references += reference_table(suite);
  }
  return "<section><h2>Results</h2>\n" + headline_table(summary) + counts_table(summary) + by_k +
         "<p class=\"muted\">± is one standard error over problems, from each problem's mean; by "
         "cluster where the suite names clusters. Resampled: the error that remains with the same "
         "problems and other samples. The interval is Wilson's on the effective number of trials, "
         "with Student's t; * where fewer than five problems' worth were right, or wrong, it may "
         "hold the truth less often than 95 % of the time. pass@k: one of k right; pass^k: all k; "
         "cons@k: the majority of k; each averaged over all subsets of the samples. Truncated and "
         "unparsed samples count as wrong; samples whose judge failed and missing ones are in no "
         "score.</p>" +
         references + cost_table(summary) + "</section>\n";
}

}  // namespace assay::html
