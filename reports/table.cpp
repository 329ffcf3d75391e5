#include "reports/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "reports/format.hpp"

namespace assay {

namespace {

constexpr std::size_t most_references = 6;

std::string number(std::size_t value) { return with_thousands(static_cast<long long>(value)); }

std::string rounded(double value) { return with_thousands(std::llround(value)); }

/// Columns on a terminal: each code point of what we print is one.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  }));
}

std::string padded(std::string text, std::size_t width) {
  const std::size_t used = width_of(text);
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
  return fmt::format("  {:<14} {} x {}, {}\n", suite.entry.name, selected, suite.entry.k, scored);
}

std::string accuracy(const SuiteSummary& suite) {
  if (suite.scored == 0) {
    return "    pass@1       no sample is scored yet\n";
  }
  std::string line =
      "    pass@1       " + percent(suite.pass_at_1.value, suite.pass_at_1.standard_error);
  if (!suite.pass_at_k.empty() && suite.pass_at_k.back().estimate.problems > 0) {
    const EstimateAtK& last = suite.pass_at_k.back();
    line += fmt::format("    pass@{} {} %", last.k, percent(last.estimate.value));
  }
  if (suite.cons_at_k && suite.cons_at_k->estimate.problems > 0) {
    line += fmt::format("   cons@{} {} %", suite.cons_at_k->k,
                        percent(suite.cons_at_k->estimate.value));
  }
  return line + "\n";
}

std::string failures(const SuiteSummary& suite) {
  std::string line =
      fmt::format("    failed       truncated {}, unparsed {}, infrastructure {}",
                  number(suite.count(VerdictKind::truncated)),
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

std::string breakdown(const std::string& title, const std::vector<Breakdown>& rows) {
  if (rows.empty()) {
    return "";
  }
  std::size_t width = title.size();
  for (const Breakdown& row : rows) {
    width = std::max(width, width_of(row.name));
  }
  std::string text =
      fmt::format("    {}  problems  pass@1          thinking\n", padded(title, width));
  for (const Breakdown& row : rows) {
    const std::string score = row.pass_at_1.problems == 0
                                  ? "-"
                                  : percent(row.pass_at_1.value, row.pass_at_1.standard_error);
    text += fmt::format("    {}  {:>8}  {} {:>8}\n", padded(row.name, width), number(row.problems),
                        padded(score, 15), rounded(row.thinking_mean));
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

std::string block(const SuiteSummary& suite) {
  std::string text = heading(suite) + accuracy(suite);
  if (suite.scored > 0) {
    text +=
        fmt::format("    thinking     {} tokens, median {}, p90 {}\n", rounded(suite.thinking.mean),
                    rounded(suite.thinking.median), rounded(suite.thinking.p90));
  }
  text += failures(suite);
  for (const std::string& departure : suite.entry.departures) {
    text += fmt::format("    departs      {}\n", departure);
  }
  return text + breakdown("subject", suite.subjects) + breakdown("level", suite.levels) +
         references(suite) + "\n";
}

}  // namespace

std::string table(const Summary& summary) {
  std::string text;
  for (const SuiteSummary& suite : summary.suites) {
    text += block(suite);
  }
  for (const Warning& warning : warnings(summary)) {
    text += "Warning: " + warning.text + "\n";
  }
  return text;
}

}  // namespace assay
