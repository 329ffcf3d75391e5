// Charts as inline SVG, each with axes, units, a title and its numbers as a table.
#pragma once

#include <string>

#include "reports/summary.hpp"

namespace assay::html {

/// pass@k over k (logarithmic), with bars of one standard error. Empty for k = 1.
[[nodiscard]] std::string pass_at_k_chart(const SuiteSummary& suite);

/// Tokens of thought, correct samples below the others. Empty if no sample is scored.
[[nodiscard]] std::string thinking_chart(const SuiteSummary& suite);

/// Accuracy had thinking been cut at each number of tokens. Empty if no sample is scored.
[[nodiscard]] std::string budget_chart(const SuiteSummary& suite);

/// Accuracy where thinking was closed at a budget, of samples that then answered. Empty unless the
/// run forked at two budgets.
[[nodiscard]] std::string forced_budget_chart(const SuiteSummary& suite);

}  // namespace assay::html
