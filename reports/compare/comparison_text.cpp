// A comparison as one screen of text.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <limits>

#include "reports/compare/comparison.hpp"
#include "reports/compare/metric_text.hpp"
#include "reports/format.hpp"
#include "reports/text_table.hpp"

namespace assay {

namespace {

constexpr std::size_t most_problems = 8;  ///< of a list of flips on the screen

std::string identity(const char* name, const std::string& path, const Manifest& manifest) {
  return fmt::format("{}  {}  {} {}, {}, seed {}\n", name, path, manifest.model.name,
                     manifest.model.hash.substr(0, 12), manifest.model.numerics.text(),
                     manifest.seed);
}

std::string p_text(double p) { return p < 0.001 ? "p < 0.001" : fmt::format("p {:.3f}", p); }

std::string heading(const SuiteComparison& suite) {
  std::string line =
      fmt::format("\n{}  {}, {} of A, {} of B; ", suite.suite, counted(suite.problems, "problem"),
                  counted(suite.samples_a, "sample"), suite.samples_b);
  const std::string lone = suite.lone_samples == 0
                               ? ""
                               : fmt::format("; {} not compared: the other run has no such sample",
                                             counted(suite.lone_samples, "sample"));
  if (suite.identical) {
    return line + "every sample is the same: no difference" + lone + "\n";
  }
  line += suite.by_sample ? "paired by problem and sample" : "paired by problem";
  line += fmt::format("; {} the same", counted(suite.equal_samples, "sample"));
  line += suite.equal_samples == 1 ? " is" : "";
  line += lone;
  if (suite.left_out > 0) {
    line += fmt::format("; {} not compared: one run has none of it",
                        counted(suite.left_out, "problem"));
  }
  return line + "\n";
}

std::string table(const SuiteComparison& suite) {
  std::vector<std::vector<std::string>> rows = {{"", "A", "B", "B less A", "95 % interval"}};
  for (const PairedMetric& metric : suite.metrics) {
    rows.push_back(change_cells(suite, metric));
  }
  return aligned(rows, 1);
}

std::string flips(const char* title, const std::vector<Flips>& list) {
  if (list.empty()) {
    return "";
  }
  std::size_t samples = 0;
  for (const Flips& flip : list) {
    samples += flip.samples.size();
  }
  std::string text = fmt::format("  {}: {} of {}\n", title, counted(samples, "sample"),
                                 counted(list.size(), "problem"));
  for (std::size_t i = 0; i < std::min(list.size(), most_problems); ++i) {
    const Flips& flip = list[i];
    text += fmt::format("    {}  {}/{} → {}/{}  sample{} {}\n", flip.problem, flip.correct_a,
                        flip.samples_a, flip.correct_b, flip.samples_b,
                        flip.samples.size() == 1 ? "" : "s", fmt::join(flip.samples, " "));
  }
  if (list.size() > most_problems) {
    text += fmt::format("    and {} more: --json has all\n",
                        counted(list.size() - most_problems, "problem"));
  }
  return text;
}

}  // namespace

std::vector<std::string> change_cells(const SuiteComparison& suite, const PairedMetric& metric) {
  std::vector<std::string> cells = {metric.name(), value_text(metric.scale(), metric.mean_a),
                                    value_text(metric.scale(), metric.mean_b)};
  const statistics::PairedDifference change = metric.change();
  cells.push_back(change_text(metric.scale(), change.difference));
  if (suite.identical) {
    cells.emplace_back("none");
    return cells;
  }
  const statistics::Interval interval = change.interval();
  const bool no_error = !change.standard_error || *change.standard_error == 0;
  const double infinite = std::numeric_limits<double>::infinity();
  cells.push_back(no_error ? interval_text(metric.scale(), -infinite, infinite)
                           : interval_text(metric.scale(), interval.low, interval.high));
  if (metric.metric == Metric::pass_at_1) {
    cells.push_back(suite.mcnemar
                        ? p_text(suite.mcnemar->two_sided) + ", McNemar"
                        : p_text(permutation_of_accuracy(suite).two_sided) + ", permutation");
  }
  return cells;
}

std::string to_text(const Comparison& comparison) {
  std::string text = identity("A", comparison.path_a, comparison.a) +
                     identity("B", comparison.path_b, comparison.b);
  for (const std::string& line : comparison.differences.obstacles) {
    text += "  NOT COMPARABLE: " + line + "\n";
  }
  for (const std::string& line : comparison.differences.remarks) {
    text += "  " + line + "\n";
  }
  for (const SuiteComparison& suite : comparison.suites) {
    text += heading(suite) + table(suite) + flips("right in A only", suite.lost) +
            flips("right in B only", suite.gained);
  }
  return text;
}

}  // namespace assay
