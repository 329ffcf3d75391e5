#include "reports/html/side_by_side.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/core/error.hpp"
#include "reports/compare/comparison.hpp"
#include "reports/format.hpp"
#include "reports/html/escape.hpp"
#include "reports/html/sections.hpp"
#include "reports/html/table_markup.hpp"
#include "reports/html/trend_chart.hpp"

namespace assay::html {

namespace {

std::string number(std::size_t value) { return with_thousands(static_cast<long long>(value)); }

/// A, B, ..., Z, 27, ...
std::string letter(std::size_t run) {
  return run < 26 ? std::string(1, static_cast<char>('A' + static_cast<int>(run)))
                  : std::to_string(run + 1);
}

const SuiteSummary* find_suite(const Summary& summary, const std::string& name) {
  const auto found =
      std::find_if(summary.suites.begin(), summary.suites.end(),
                   [&](const SuiteSummary& suite) { return suite.entry.name == name; });
  return found == summary.suites.end() ? nullptr : &*found;
}

std::string tokens(const Estimate& mean) {
  return mean.problems == 0
             ? "–"
             : with_thousands(std::llround(mean.value)) +
                   (mean.standard_error ? " ± " + with_thousands(std::llround(*mean.standard_error))
                                        : "");
}

/// A row a run.
std::string overview(const std::vector<PageRun>& runs, const std::string& name) {
  Table table({"run", "model", "pass@1", "95 % interval", "tokens of thought", "truncated",
               "unparsed", "judge failed", "scored"},
              escape(name), {1});
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const SuiteSummary* suite = find_suite(runs[i].summary, name);
    if (suite == nullptr) {
      continue;
    }
    const ModelInfo& model = runs[i].summary.manifest.model;
    const auto& interval = suite->pass_at_1.interval;
    table.row({letter(i),
               fmt::format("{} {} <code>{}</code>", escape(model.name),
                           escape(model.numerics.weights), escape(model.hash.substr(0, 12))),
               score(suite->pass_at_1),
               interval ? fmt::format("{} to {} %", percent(interval->low), percent(interval->high))
                        : "–",
               tokens(suite->thinking_mean), number(suite->count(VerdictKind::truncated)),
               number(suite->count(VerdictKind::unparsed)), number(suite->infrastructure),
               fmt::format("{} of {}", number(suite->scored), number(suite->expected))});
  }
  return table.markup();
}

/// The famous pair: accuracy, and beside it how long the model thinks.
std::string trend(const std::vector<PageRun>& runs, const std::string& name) {
  std::vector<TrendPoint> accuracy;
  std::vector<TrendPoint> thinking;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (const SuiteSummary* suite = find_suite(runs[i].summary, name)) {
      accuracy.push_back({letter(i), suite->pass_at_1});
      thinking.push_back({letter(i), suite->thinking_mean});
    }
  }
  return "<div class=\"figures\">" +
         trend_chart("pass@1 over the runs, ± one standard error: " + escape(name),
                     TrendScale::percent, accuracy) +
         trend_chart("Tokens of thought over the runs, ± one standard error: " + escape(name),
                     TrendScale::tokens, thinking) +
         "</div>\n";
}

/// Where a problem of a run lies in the TraceStore.
using TraceIds = std::map<std::pair<std::string, std::string>, std::string>;

TraceIds trace_ids(const RunFile& file, std::size_t run) {
  TraceIds ids;
  const std::vector<StoredProblem> problems = file.problems();
  for (std::size_t i = 0; i < problems.size(); ++i) {
    ids[{problems[i].suite, problems[i].problem.id}] = fmt::format("{}-{}", run, i);
  }
  return ids;
}

/// The first run and another, and where their traces are.
struct Pair {
  const Comparison& comparison;
  std::string other;  ///< letter
  const TraceIds& a;
  const TraceIds& b;
};

std::string differences(const Pair& pair, const SuiteComparison& suite) {
  Table table({"metric", "A", pair.other, pair.other + " less A", "95 % interval", "chance"},
              fmt::format("{}: {} less A, {}", escape(suite.suite), pair.other,
                          suite.by_sample ? "paired by problem and sample" : "paired by problem"),
              {5});
  for (const PairedMetric& metric : suite.metrics) {
    std::vector<std::string> cells = change_cells(suite, metric);
    cells.resize(6);
    table.row(cells);
  }
  return table.markup();
}

std::string flip_row(const Pair& pair, const std::string& suite, const Flips& flip) {
  std::string samples;
  for (const int sample : flip.samples) {
    samples += fmt::format(
        R"(<button type="button" class="flip" aria-expanded="false" data-a="{}" data-b="{}" data-other="{}" data-sample="{}" title="both traces of sample {}">{}</button> )",
        pair.a.at({suite, flip.problem}), pair.b.at({suite, flip.problem}), pair.other, sample,
        sample, sample);
  }
  return fmt::format(
      "<li><span class=\"id\">{}</span> <span class=\"muted\">{}/{} → {}/{} right, "
      "sample{}</span> {}</li>\n",
      escape(flip.problem), flip.correct_a, flip.samples_a, flip.correct_b, flip.samples_b,
      flip.samples.size() == 1 ? "" : "s", samples);
}

std::string flips(const Pair& pair, const SuiteComparison& suite, const std::string& title,
                  const std::vector<Flips>& list) {
  if (list.empty()) {
    return "";
  }
  std::size_t samples = 0;
  std::string rows;
  for (const Flips& flip : list) {
    samples += flip.samples.size();
    rows += flip_row(pair, suite.suite, flip);
  }
  return fmt::format(
      "<details class=\"flips\"><summary>{}: {} of {}</summary><ul>{}</ul></details>\n", title,
      counted(samples, "sample"), counted(list.size(), "problem"), rows);
}

/// A remark names the two runs A and B.
std::string with_letter(std::string line, const std::string& other) {
  const std::string before = ", B has ";
  const std::size_t at = line.find(before);
  return at == std::string::npos ? line : line.replace(at, before.size(), ", " + other + " has ");
}

std::string pair_section(const Pair& pair) {
  std::string text = fmt::format("<section><h2>{} against A</h2>\n", pair.other);
  for (const std::string& line : pair.comparison.differences.remarks) {
    text += "<p class=\"muted\">" + escape(with_letter(line, pair.other)) + "</p>\n";
  }
  for (const SuiteComparison& suite : pair.comparison.suites) {
    if (suite.identical) {
      text += fmt::format("<p>{}: every sample is the same.</p>\n", escape(suite.suite));
      continue;
    }
    text += differences(pair, suite) + flips(pair, suite, "Right in A only", suite.lost) +
            flips(pair, suite, fmt::format("Right in {} only", pair.other), suite.gained);
  }
  return text + "</section>\n";
}

std::string change_with_error(const statistics::PairedDifference& change) {
  const auto points = [](double logs) { return 100 * std::expm1(logs); };
  if (!change.standard_error) {
    return fmt::format("{:+.1f} %", points(change.difference));
  }
  const statistics::Interval interval = change.interval();
  return fmt::format("{:+.1f} % <small>({:+.1f} to {:+.1f})</small>", points(change.difference),
                     points(interval.low), points(interval.high));
}

double mean_of_logs(const std::vector<double>& times) {
  double sum = 0;
  for (const double time : times) {
    sum += std::log(time);
  }
  return sum / static_cast<double>(times.size());
}

/// What the change cost in scores, in a sentence a suite.
std::string eval_delta(const Comparison& comparison) {
  std::string text;
  for (const SuiteComparison& suite : comparison.suites) {
    text += "<p>" + escape(suite.suite) + ": ";
    for (const PairedMetric& metric : suite.metrics) {
      if (metric.metric == Metric::pass_at_1 || metric.metric == Metric::thinking) {
        const std::vector<std::string> cells = change_cells(suite, metric);
        text += fmt::format("{} {} → {} ({}, 95 % {}). ", cells[0], cells[1], cells[2], cells[3],
                            cells[4]);
      }
    }
    text += "</p>\n";
  }
  return text;
}

std::string kernel_section(const KernelChange& kernels, const Comparison& comparison) {
  Table table({"kernel", "A", "B", "B less A"}, "Time an iteration, geometric mean");
  double logs = 0;
  std::size_t common = 0;
  for (const auto& [name, before] : kernels.before) {
    const auto after = kernels.after.find(name);
    if (after == kernels.after.end()) {
      continue;
    }
    const statistics::PairedDifference change = slowdown(before, after->second);
    logs += change.difference;
    ++common;
    table.row({escape(name), value_text(Scale::log_time, mean_of_logs(before)),
               value_text(Scale::log_time, mean_of_logs(after->second)),
               change_with_error(change)});
  }
  if (common == 0) {
    return "<section><h2>Kernels beside scores</h2><p class=\"warning\">The two files have no "
           "kernel in common.</p></section>\n";
  }
  return fmt::format(
      "<section><h2>Kernels beside scores</h2>\n<p>Time of {}: {:+.1f} % by the "
      "geometric mean.</p>\n{}<div class=\"tall\">{}</div>"
      "<p class=\"muted\">In brackets the 95 % interval by Welch's t over repetitions; what "
      "differs between processes and hours is not in it. {} only in one of the two "
      "files.</p></section>\n",
      counted(common, "kernel"), 100 * std::expm1(logs / static_cast<double>(common)),
      eval_delta(comparison), table.markup(),
      counted(kernels.before.size() + kernels.after.size() - 2 * common, "kernel"));
}

/// A suite that any run has, in the order in which they come.
std::vector<std::string> suite_names(const std::vector<PageRun>& runs) {
  std::vector<std::string> names;
  for (const PageRun& run : runs) {
    for (const SuiteSummary& suite : run.summary.suites) {
      if (std::find(names.begin(), names.end(), suite.entry.name) == names.end()) {
        names.push_back(suite.entry.name);
      }
    }
  }
  return names;
}

std::string several_heading(const std::vector<PageRun>& runs) {
  std::string list;
  std::string notes;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    list += fmt::format("<li>{}</li>", run_name(runs[i].summary, i));
    for (const Warning& warning : warnings(runs[i].summary)) {
      notes += fmt::format("<p class=\"warning\"><b>{}{}</b> {}</p>\n", letter(i),
                           warning.incomplete ? ", incomplete." : ".", escape(warning.text));
    }
  }
  return fmt::format("<header><h1>{} runs side by side</h1><ul class=\"runs\">{}</ul></header>\n{}",
                     runs.size(), list, notes);
}

void require_side_by_side(const RunScores& first, const RunScores& other) {
  const RunDifferences differences = run_differences(first, other);
  if (!differences.obstacles.empty()) {
    throw UsageError(fmt::format(
        "{} (B) cannot stand beside {} (A): {}; name runs of the same suites and sampling, or give "
        "each a page",
        other.path, first.path, fmt::join(differences.obstacles, "; ")));
  }
}

}  // namespace

std::string run_name(const Summary& summary, std::size_t run) {
  const ModelInfo& model = summary.manifest.model;
  return fmt::format("<b>{}</b> {}, weights {}, <code>{}</code>", letter(run), escape(model.name),
                     escape(model.numerics.weights), escape(summary.path));
}

std::string side_by_side(const std::vector<PageRun>& runs,
                         const std::optional<KernelChange>& kernels) {
  std::string text = several_heading(runs) + "<section><h2>Results</h2>\n";
  for (const std::string& name : suite_names(runs)) {
    text += overview(runs, name) + trend(runs, name);
  }
  text += "</section>\n";
  const RunScores first = read_scores(runs.front().file);
  const TraceIds first_ids = trace_ids(runs.front().file, 0);
  for (std::size_t i = 1; i < runs.size(); ++i) {
    const RunScores other = read_scores(runs[i].file);
    require_side_by_side(first, other);
    const Comparison comparison = compare(first, other);
    text += pair_section({comparison, letter(i), first_ids, trace_ids(runs[i].file, i)});
    if (kernels) {
      text += kernel_section(*kernels, comparison);
    }
  }
  return text;
}

}  // namespace assay::html
