// The gate's report as one screen, and as Markdown.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/compare/metric_text.hpp"
#include "reports/format.hpp"
#include "reports/gate/gate_report.hpp"
#include "reports/text_table.hpp"

namespace assay {

namespace {

using statistics::Gate;
using Row = std::vector<std::string>;

constexpr std::size_t most_kernels = 12;  ///< that are GO, in a table
constexpr std::size_t most_lost = 5;

std::string verdict_text(Gate gate) { return std::string(to_string(gate)); }

std::string margin_text(const GateCheck& check) {
  return change_text(check.scale, check.more_is_worse ? check.one.max_drop : -check.one.max_drop);
}

/// The bounds of the change itself, not of the loss.
std::string bounds_text(const GateCheck& check) {
  if (check.one.identical) {
    return check.is_replay() ? "no drift" : "the same samples";
  }
  const statistics::GateDecision& decision = check.decision;
  return check.more_is_worse ? interval_text(check.scale, decision.lower, decision.upper)
                             : interval_text(check.scale, -decision.upper, -decision.lower);
}

Row row_of(const GateCheck& check) {
  const double loss = check.one.change.difference;
  return {check.subject,
          check.metric,
          value_text(check.scale, check.baseline),
          value_text(check.scale, check.candidate),
          change_text(check.scale, check.more_is_worse ? loss : -loss),
          bounds_text(check),
          margin_text(check),
          verdict_text(check.decision.raw),
          verdict_text(check.decision.corrected)};
}

/// All rows, but of kernels that are GO only the first.
std::vector<Row> rows_of(const GateReport& report) {
  std::vector<Row> rows = {{"", "", "baseline", "candidate", "change",
                            fmt::format("{:.3g} % bounds", 100 * (1 - report.policy.options.alpha)),
                            "allowed", "alone", "of all"}};
  std::size_t kernels = 0;
  for (const GateCheck& check : report.checks) {
    const bool plain = check.is_kernel() && check.decision.corrected == Gate::go;
    kernels += plain ? 1 : 0;
    if (!plain || kernels <= most_kernels) {
      rows.push_back(row_of(check));
    }
  }
  if (kernels > most_kernels) {
    rows.push_back(
        {std::string(kernels_subject), fmt::format("and {} more, all GO", kernels - most_kernels)});
  }
  return rows;
}

/// The problems that lost most, where accuracy is not GO.
std::string lost_problems(const GateReport& report, const std::string& subject) {
  for (const SuiteComparison& suite : report.comparison.suites) {
    if (suite.suite != subject || suite.lost.empty()) {
      continue;
    }
    std::string text = "right before, not now:";
    for (std::size_t i = 0; i < std::min(most_lost, suite.lost.size()); ++i) {
      const Flips& flip = suite.lost[i];
      text += fmt::format("{} {} ({}/{} → {}/{})", i == 0 ? "" : ",", flip.problem, flip.correct_a,
                          flip.samples_a, flip.correct_b, flip.samples_b);
    }
    return suite.lost.size() > most_lost
               ? text + fmt::format(" and {} more", suite.lost.size() - most_lost)
               : text;
  }
  return "";
}

struct Paragraph {
  std::string title;
  std::vector<std::string> lines;
};

std::vector<Paragraph> paragraphs(const GateReport& report) {
  std::vector<Paragraph> found;
  for (const GateCheck& check : report.checks) {
    if (check.decision.corrected == Gate::go) {
      continue;
    }
    Paragraph paragraph{verdict_text(check.decision.corrected) + "  " + finding(check),
                        remedies(check)};
    const std::string lost = check.bound.field.metric == Metric::pass_at_1 && !check.is_kernel()
                                 ? lost_problems(report, check.subject)
                                 : "";
    if (!lost.empty()) {
      paragraph.lines.push_back(lost);
    }
    found.push_back(std::move(paragraph));
  }
  return found;
}

std::string escaped_cell(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '|' || c == '\\' || c == '`' || c == '*' || c == '_' || c == '<') {
      result += '\\';
    }
    result += c == '\n' ? ' ' : c;
  }
  return result;
}

std::string markdown_row(const Row& row) {
  std::string line = "|";
  for (const std::string& cell : row) {
    line += " " + escaped_cell(cell) + " |";
  }
  return line + "\n";
}

}  // namespace

std::string to_text(const GateReport& report) {
  const Comparison& comparison = report.comparison;
  std::string text = fmt::format("{}\n{} against {}, policy {}\n", headline(report),
                                 comparison.path_b, comparison.path_a, report.policy.path);
  for (const std::string& line : comparison.differences.obstacles) {
    text += "  NOT COMPARABLE: " + line + "\n";
  }
  for (const std::string& line : comparison.differences.remarks) {
    text += "  " + line + "\n";
  }
  text += "\n" + aligned(rows_of(report), 2);
  for (const Paragraph& paragraph : paragraphs(report)) {
    text += "\n" + paragraph.title + "\n";
    for (const std::string& line : paragraph.lines) {
      text += "  " + line + "\n";
    }
  }
  return text;
}

std::string to_markdown(const GateReport& report) {
  const Comparison& comparison = report.comparison;
  std::string text = fmt::format("## assay gate: {}\n\n{} against {}, policy {}\n\n",
                                 headline(report), escaped_cell(comparison.path_b),
                                 escaped_cell(comparison.path_a), escaped_cell(report.policy.path));
  const std::vector<Row> rows = rows_of(report);
  text += markdown_row(rows.front()) + "|---|---|--:|--:|--:|--:|--:|---|---|\n";
  for (std::size_t i = 1; i < rows.size(); ++i) {
    text += markdown_row(rows[i]);
  }
  for (const Paragraph& paragraph : paragraphs(report)) {
    text += "\n- " + escaped_cell(paragraph.title) + "\n";
    for (const std::string& line : paragraph.lines) {
      text += "  - " + escaped_cell(line) + "\n";
    }
  }
  for (const std::string& line : comparison.differences.obstacles) {
    text += "\nNot comparable: " + escaped_cell(line) + "\n";
  }
  for (const std::string& line : comparison.differences.remarks) {
    text += "\n" + escaped_cell(line) + "\n";
  }
  return text;
}

}  // namespace assay
