// The parts of the page that need the summary alone, top down.
#pragma once

#include <string>

#include "reports/summary.hpp"

namespace assay::html {

/// "41.0 ± 4.2 %", or a dash where no problem has the metric.
[[nodiscard]] std::string score(const Estimate& estimate);

/// "100 problems", or "100 of 500 problems" of a suite that was not run whole.
[[nodiscard]] std::string selection(const SuiteSummary& suite);

/// Title, the result in a sentence a suite, warnings.
[[nodiscard]] std::string heading(const Summary& summary);

/// Model, hashes, sampling, departures, hardware, versions.
[[nodiscard]] std::string what_was_run(const Summary& summary);

/// Suites x metrics, then the references beside each suite.
[[nodiscard]] std::string results(const Summary& summary);

/// Curves and histograms.
[[nodiscard]] std::string charts(const Summary& summary);

/// Verdicts, with thinking tokens and behaviours of each.
[[nodiscard]] std::string verdicts(const Summary& summary);

/// Subjects and levels.
[[nodiscard]] std::string breakdowns(const Summary& summary);

}  // namespace assay::html
