#include "evals/cli/grade_output.hpp"

#include <fmt/format.h>

#include <iostream>

#include "graders/code/printable.hpp"

namespace assay::cli {

namespace {

using nlohmann::json;

constexpr std::size_t shown_program_lines = 60;

json row_json(const GradedName& of, const Verdict& verdict) {
  json row = {{"task_id", of.name},
              {"row", of.row},
              {"verdict", to_string(verdict.kind)},
              {"reason", verdict.reason},
              {"extracted", verdict.extracted},
              {"canonical", verdict.canonical},
              {"grader", verdict.grader}};
  if (of.code) {
    row["test"] = verdict.test;
    row["output"] = verdict.output;
    row["cpu_ms"] = verdict.cpu_ms;
    row["memory"] = verdict.rss_bytes;
  } else {
    row["reference"] = verdict.reference;
  }
  return row;
}

/// Each line of `text` behind an indentation; of long texts the beginning.
std::string indented(const std::string& text) {
  std::string result;
  std::size_t begin = 0;
  for (std::size_t line = 0; begin < text.size(); ++line) {
    if (line == shown_program_lines) {
      return result + "    ...\n";
    }
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    result += "    " + text.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  return result;
}

std::string explanation(const GradedName& of, const Verdict& verdict) {
  const std::string name = of.name.is_string() ? of.name.get<std::string>() : of.name.dump();
  std::string text = fmt::format("{}: {}\n", printable(name), to_string(verdict.kind));
  if (!of.code) {
    return text +
           fmt::format("  extracted  {}\n  canonical  {}\n  reference  {}\n  reason     {}\n",
                       printable(verdict.extracted), printable(verdict.canonical),
                       printable(verdict.reference), printable(verdict.reason));
  }
  text += fmt::format("  reason     {}\n  cpu        {:.0f} ms\n  memory     {:.1f} MB\n",
                      verdict.reason, verdict.cpu_ms, verdict.rss_bytes / 1e6);
  text += "  program\n" + indented(verdict.extracted);
  return verdict.output.empty() ? text : text + "  printed\n" + indented(verdict.output);
}

}  // namespace

void GradeOutput::show(const GradedName& of, const Verdict& verdict,
                       std::optional<VerdictKind> before) {
  ++counts_[verdict.kind];
  code_ = code_ || of.code;
  if (verdict.kind != VerdictKind::infrastructure_error) {
    Score& score = problems_[of.problem];
    ++score.judged;
    score.correct += verdict.kind == VerdictKind::correct ? 1 : 0;
  }
  if (before) {
    changed_ = changed_.value_or(0) + (*before == verdict.kind ? 0 : 1);
  }
  if (format_.json) {
    std::cout << row_json(of, verdict).dump(-1, ' ', false, json::error_handler_t::replace) << '\n';
  } else if (format_.explain) {
    std::cout << explanation(of, verdict);
  }
}

void GradeOutput::finish() const {
  std::size_t total = 0;
  std::string parts;
  for (const auto& [kind, count] : counts_) {
    total += count;
    parts += fmt::format("{}{} {}", parts.empty() ? "" : ", ", to_string(kind), count);
  }
  double rate = 0;
  for (const auto& [problem, score] : problems_) {
    rate += static_cast<double>(score.correct) / score.judged;
  }
  std::cout.flush();
  std::cerr << fmt::format("graded {}: {}{}\n", total, parts.empty() ? "nothing" : parts,
                           changed_ ? fmt::format("; {} changed", *changed_) : "");
  if (!problems_.empty()) {
    std::cerr << fmt::format("pass@1 {:.1f} % over {} problem{}\n",
                             100 * rate / static_cast<double>(problems_.size()), problems_.size(),
                             problems_.size() == 1 ? "" : "s");
  }
  if (counts_.contains(VerdictKind::infrastructure_error)) {
    std::cerr << fmt::format(
        "Warning: the judge itself failed on {}, which are not scored; the reason of each is with "
        "--json or --explain.{}\n",
        counts_.at(VerdictKind::infrastructure_error),
        code_ ? " `assay doctor` checks the sandbox." : "");
  }
}

}  // namespace assay::cli
