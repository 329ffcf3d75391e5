#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "reports/format.hpp"
#include "reports/run/completeness.hpp"
#include "reports/summary.hpp"

namespace assay {

namespace {

constexpr double two_sided_95 = 1.96;

std::string number(std::size_t value) { return with_thousands(static_cast<long long>(value)); }

/// Of a run with --until-ci whose interval is not as narrow as it was to be.
void warn_of_width(const SuiteSummary& suite, std::vector<Warning>& warnings) {
  const auto& adaptive = suite.entry.adaptive;
  if (!adaptive || adaptive->rounds.empty() || !suite.complete() ||
      !suite.pass_at_1.standard_error) {
    return;
  }
  const double half_width = two_sided_95 * *suite.pass_at_1.standard_error;
  if (half_width > adaptive->half_width) {
    warnings.push_back(
        {fmt::format("{}: the 95 % interval of pass@1 is ± {} points wide, not ± {} as --until-ci "
                     "wants. Ask more problems, or run anew with a larger --max-k (now {}).",
                     suite.entry.name, percent(half_width), percent(adaptive->half_width),
                     adaptive->max_k),
         false});
  }
}

void warn_of_suite(const SuiteSummary& suite, const Manifest& manifest,
                   std::vector<Warning>& warnings) {
  const Shards& shards = manifest.shards;
  const int context = manifest.model.context;  // 0: not known
  if (suite.missing > 0) {
    warnings.push_back(
        {missing_text(suite.entry.name, suite.missing, suite.expected, shards), true});
  }
  if (suite.infrastructure > 0) {
    warnings.push_back({unjudged_text(suite.entry.name, suite.infrastructure), true});
  }
  warn_of_width(suite, warnings);
  if (const std::size_t truncated = suite.count(VerdictKind::truncated); truncated > 0) {
    const int most = suite.entry.sampling.max_tokens;
    const std::string limit = number(static_cast<std::size_t>(most));
    warnings.push_back(
        {fmt::format("{}: {} ran out of tokens before an answer and {} as wrong. {}",
                     suite.entry.name, counted(truncated, "sample"),
                     truncated == 1 ? "counts" : "count",
                     context > 0 && most >= context
                         ? fmt::format("The model's context of {} tokens is full.", limit)
                         : fmt::format("Raise --max-tokens (now {}).", limit)),
         false});
  }
}

}  // namespace

std::vector<Warning> warnings(const Summary& summary) {
  std::vector<Warning> result;
  for (const SuiteSummary& suite : summary.suites) {
    warn_of_suite(suite, summary.manifest, result);
  }
  if (std::string text = mixed_text(summary.manifest); !text.empty()) {
    result.push_back({std::move(text), false});
  }
  if (summary.manifest.model.numerics.mode == "fast-nondeterministic") {
    result.push_back(
        {"This run was made with --fast-nondeterministic: repeated, it gives other "
         "samples.",
         false});
  }
  std::stable_sort(result.begin(), result.end(), [](const Warning& a, const Warning& b) {
    return a.incomplete && !b.incomplete;
  });
  return result;
}

}  // namespace assay
