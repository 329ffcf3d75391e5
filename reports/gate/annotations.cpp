// The gate's report as workflow commands of GitHub Actions.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "reports/gate/gate_report.hpp"

namespace assay {

namespace {

using statistics::Gate;

/// What ends a message or, in a property, a property.
std::string escaped(const std::string& text, bool property) {
  std::string result;
  for (const char c : text) {
    if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','))) {
      result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      result += c;
    }
  }
  return result;
}

const char* level(Gate gate, bool strict) {
  if (gate == Gate::go) {
    return "notice";
  }
  return gate == Gate::no_go || strict ? "error" : "warning";
}

std::string command(const char* level, const std::string& file, int line,
                    const std::string& message) {
  return fmt::format("::{} file={},line={},title=assay gate::{}\n", level, escaped(file, true),
                     line, escaped(message, false));
}

}  // namespace

std::string to_annotations(const GateReport& report, bool strict) {
  const std::string& file = report.policy.path;
  std::string text;
  for (const GateCheck& check : report.checks) {
    const Gate verdict = check.decision.corrected;
    if (verdict == Gate::go) {
      continue;
    }
    std::vector<std::string> lines = {std::string(to_string(verdict)) + ": " + finding(check)};
    for (const std::string& line : remedies(check)) {
      lines.push_back(line);
    }
    text += command(level(verdict, strict), file, check.bound.line,
                    fmt::format("{}", fmt::join(lines, "\n")));
  }
  return text + command(level(report.verdict, strict), file, 1, headline(report));
}

}  // namespace assay
