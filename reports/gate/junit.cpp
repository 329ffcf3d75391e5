// The gate's report as JUnit XML.
#include <fmt/format.h>

#include <algorithm>

#include "reports/gate/gate_report.hpp"

namespace assay {

namespace {

using statistics::Gate;

/// XML 1.0 has no way to write most control characters.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\n':
        result += "&#10;";
        break;
      default:
        result += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
    }
  }
  return result;
}

bool fails(const GateCheck& check, bool strict) {
  const Gate verdict = check.decision.corrected;
  return verdict == Gate::no_go || (strict && verdict == Gate::inconclusive);
}

bool skipped(const GateCheck& check, bool strict) {
  return check.decision.corrected == Gate::inconclusive && !strict;
}

std::string test_case(const GateCheck& check, bool strict) {
  const std::string head = fmt::format("    <testcase name=\"{}\" classname=\"assay.gate.{}\"",
                                       escaped(check.metric), escaped(check.subject));
  const std::string message = escaped(finding(check));
  if (check.decision.corrected == Gate::go) {
    return fmt::format("{}>\n      <system-out>{}</system-out>\n    </testcase>\n", head, message);
  }
  std::string body;
  for (const std::string& line : remedies(check)) {
    body += escaped(line) + "\n";
  }
  return fmt::format("{0}>\n      <{1} type=\"{2}\" message=\"{3}\">{4}</{1}>\n    </testcase>\n",
                     head, fails(check, strict) ? "failure" : "skipped",
                     to_string(check.decision.corrected), message, body);
}

std::string test_suite(const std::string& subject, const std::vector<GateCheck>& checks,
                       bool strict) {
  std::string cases;
  int tests = 0;
  int failures = 0;
  int skips = 0;
  for (const GateCheck& check : checks) {
    if (check.subject == subject) {
      ++tests;
      failures += fails(check, strict) ? 1 : 0;
      skips += skipped(check, strict) ? 1 : 0;
      cases += test_case(check, strict);
    }
  }
  return fmt::format(
      "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" "
      "skipped=\"{}\">\n{}  </testsuite>\n",
      escaped(subject), tests, failures, skips, cases);
}

}  // namespace

std::string to_junit(const GateReport& report, bool strict) {
  std::vector<std::string> subjects;
  std::string suites;
  for (const GateCheck& check : report.checks) {
    if (std::find(subjects.begin(), subjects.end(), check.subject) == subjects.end()) {
      subjects.push_back(check.subject);
      suites += test_suite(check.subject, report.checks, strict);
    }
  }
  const auto failures = std::count_if(report.checks.begin(), report.checks.end(),
                                      [&](const GateCheck& check) { return fails(check, strict); });
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"assay gate\" tests=\"{}\" "
      "failures=\"{}\" errors=\"0\">\n{}</testsuites>\n",
      report.checks.size(), failures, suites);
}

}  // namespace assay
