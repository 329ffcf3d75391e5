// A replay as one screen.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/drift/drift_report.hpp"
#include "reports/format.hpp"
#include "reports/text_table.hpp"

namespace assay {

namespace {

constexpr std::size_t most_parted = 5;

std::string nats(double value) { return value == 0 ? "0" : fmt::format("{:.2g}", value); }

std::string with_error(const statistics::PairedDifference& mean) {
  return mean.standard_error && mean.difference != 0
             ? fmt::format("{} ± {}", nats(mean.difference), nats(*mean.standard_error))
             : nats(mean.difference);
}

/// So that a blank or a line's end is seen.
std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string table_of(const DriftReport& report) {
  std::vector<std::vector<std::string>> rows = {{"at token", "tokens", "change", "largest", "KL"}};
  for (const DriftBand& band : report.bands()) {
    rows.push_back({fmt::format("{} … {}", band.begin, band.end - 1),
                    with_thousands(static_cast<long long>(band.tokens)), nats(band.change),
                    nats(band.largest), nats(band.divergence)});
  }
  return aligned(rows, 1);
}

std::string partings(const DriftReport& report) {
  const std::vector<const TraceDrift*> parted = report.parted();
  if (parted.empty()) {
    return fmt::format("Every trace goes the same way: each of {} tokens would be drawn again.\n",
                       with_thousands(static_cast<long long>(report.tokens())));
  }
  std::string text = fmt::format("{} of {} would go another way, the first at\n", parted.size(),
                                 counted(report.traces().size(), "trace"));
  for (std::size_t i = 0; i < std::min(most_parted, parted.size()); ++i) {
    const TraceDrift& trace = *parted[i];
    text += fmt::format("  token {} of {}/{}#{}: {} is stored, {} would come\n", trace.first->at,
                        trace.name.suite, trace.name.problem, trace.name.sample,
                        quoted(trace.first->stored), quoted(trace.first->chosen));
  }
  return text;
}

}  // namespace

std::string to_text(const DriftReport& report) {
  std::string text =
      fmt::format("Replay of {}: {}, {} tokens fed to both\n  before  {}, {}\n  after   {}, {}\n\n",
                  report.run, counted(report.traces().size(), "trace"),
                  with_thousands(static_cast<long long>(report.tokens())), report.before.name,
                  report.before.numerics, report.after.name, report.after.numerics);
  if (report.left_out > 0) {
    text += fmt::format("{} without token ids left out\n\n", counted(report.left_out, "sample"));
  }
  text += table_of(report) + "\n";
  text += report.exact() ? std::string("No drift: not one log-probability differs.\n")
                         : fmt::format(
                               "A token's log-probability changes by {} nats; KL {} nats a token "
                               "(± one standard error over problems).\n",
                               with_error(report.change()), with_error(report.divergence()));
  return text + partings(report);
}

}  // namespace assay
